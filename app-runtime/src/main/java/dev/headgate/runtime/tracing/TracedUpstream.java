package dev.headgate.runtime.tracing;

import dev.headgate.core.gateway.Upstream;
import dev.headgate.core.http.RouteTemplate;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;

/** A connection to GitHub with a span for each call, which ends with the answer's header. */
final class TracedUpstream implements Upstream {
  private final Upstream upstream;
  private final Tracer tracer;

  TracedUpstream(Upstream upstream, Tracer tracer) {
    this.upstream = upstream;
    this.tracer = tracer;
  }

  @Override
  public String host() {
    return upstream.host();
  }

  @Override
  public Result send(Request request) {
    Span span = begin(request);
    try (Scope _ = span.makeCurrent()) {
      Result result = upstream.send(request);
      describe(span, result);
      return result;
    } finally {
      span.end();
    }
  }

  private Span begin(Request request) {
    String path = request.target().path();
    String route = RouteTemplate.of(path);
    Span span =
        tracer
            .spanBuilder(request.method() + ' ' + route)
            .setSpanKind(SpanKind.CLIENT)
            .setAttribute(Names.METHOD, request.method())
            .setAttribute(Names.ROUTE, route)
            .setAttribute(Names.PATH, path)
            .setAttribute(Names.SERVER, upstream.host())
            .setAttribute(
                Names.CONDITIONAL,
                request.headers().contains("If-None-Match")
                    || request.headers().contains("If-Modified-Since"))
            .startSpan();
    String id = request.headers().value("X-Request-ID");
    return id == null ? span : span.setAttribute(Names.REQUEST_ID, id);
  }

  private static void describe(Span span, Result result) {
    if (result instanceof Responded responded) {
      span.setAttribute(Names.STATUS, (long) responded.status());
      String id = responded.headers().value("X-GitHub-Request-Id");
      if (id != null) {
        span.setAttribute(Names.GITHUB_ID, id);
      }
      if (responded.status() >= 400) {
        Failures.mark(span, Integer.toString(responded.status()));
      }
    } else if (result instanceof Failed failed) {
      Failures.mark(span, failed.kind().toString(), failed.detail());
    }
  }
}
