package dev.headgate.server.pipeline;

import dev.headgate.runtime.tracing.ServedSpan;
import dev.headgate.runtime.tracing.Tracing;
import java.util.Set;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Follows every request but those that only look after this process, which never end. */
final class TracingStage extends Stage {
  private static final Set<String> LOOKING_AFTER =
      Set.of(
          "/healthz", "/readyz", "/metrics", "/api/v1/metrics", "/api/v1/health", "/api/v1/stream");

  private final Tracing tracing;

  TracingStage(Tracing tracing) {
    this.tracing = tracing;
  }

  @Override
  boolean handle(Exchange exchange, Response response, Callback callback) throws Exception {
    if (LOOKING_AFTER.contains(exchange.path())) {
      return next(exchange, response, callback);
    }
    ServedSpan span =
        tracing.serve(
            exchange.getMethod(),
            exchange.path(),
            exchange.requestId(),
            name -> exchange.getHeaders().get(name));
    exchange.trace(span.traceId());
    Request.addCompletionListener(
        exchange,
        failure ->
            span.end(
                exchange.endpoint(),
                response.getStatus(),
                exchange.outcome(),
                exchange.caller(),
                failure));
    return span.during(() -> next(exchange, response, callback));
  }
}
