package dev.headgate.runtime.tracing;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A request that is being answered. */
public final class ServedSpan {
  private final Context context;
  private final Span span;
  private final String method;

  private ServedSpan(Context context, Span span, String method) {
    this.context = context;
    this.span = span;
    this.method = method;
  }

  static ServedSpan begin(
      OpenTelemetry telemetry,
      Tracer tracer,
      String method,
      String path,
      String requestId,
      UnaryOperator<@Nullable String> field) {
    Context parent =
        telemetry
            .getPropagators()
            .getTextMapPropagator()
            .extract(Context.root(), field, Fields.INSTANCE);
    Span span =
        tracer
            .spanBuilder(method)
            .setSpanKind(SpanKind.SERVER)
            .setParent(parent)
            .setAttribute(Names.METHOD, method)
            .setAttribute(Names.PATH, path)
            .setAttribute(Names.REQUEST_ID, requestId)
            .startSpan();
    return new ServedSpan(parent.with(span), span, method);
  }

  /** The id of its trace: 32 hexadecimal digits. */
  public String traceId() {
    return span.getSpanContext().getTraceId();
  }

  /** Does what belongs to the request. */
  public <T> T during(Callable<T> work) throws Exception {
    return context.wrap(work).call();
  }

  /** The request has its answer, or never will. */
  public void end(
      String route,
      int status,
      @Nullable String cache,
      String caller,
      @Nullable Throwable failure) {
    span.updateName(method + ' ' + route);
    span.setAttribute(Names.ROUTE, route);
    span.setAttribute(Names.STATUS, (long) status);
    span.setAttribute(Names.CALLER, caller);
    if (cache != null) {
      span.setAttribute(Names.CACHE, cache);
    }
    if (failure != null) {
      Failures.mark(span, failure.getClass().getName());
    } else if (status >= 500) {
      Failures.mark(span, Integer.toString(status));
    }
    span.end();
  }

  /** Reads where a trace comes from out of a request's fields. */
  private enum Fields implements TextMapGetter<UnaryOperator<@Nullable String>> {
    INSTANCE;

    @Override
    public Iterable<String> keys(UnaryOperator<@Nullable String> fields) {
      return List.of();
    }

    @Override
    public @Nullable String get(@Nullable UnaryOperator<@Nullable String> fields, String name) {
      return fields == null ? null : fields.apply(name);
    }
  }
}
