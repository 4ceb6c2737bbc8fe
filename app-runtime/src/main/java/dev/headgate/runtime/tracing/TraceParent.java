package dev.headgate.runtime.tracing;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A span's place as text, such as {@code 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01}.
 *
 * @see <a href="https://www.w3.org/TR/trace-context/#traceparent-header">W3C Trace Context</a>
 */
final class TraceParent {
  private static final String FIELD = "traceparent";

  private TraceParent() {}

  /** The text of that span's place; null where it has none. */
  static @Nullable String of(Span span) {
    AtomicReference<@Nullable String> text = new AtomicReference<>();
    W3CTraceContextPropagator.getInstance()
        .inject(
            Context.root().with(span),
            text,
            (carrier, name, value) -> {
              if (carrier != null && name.equals(FIELD)) {
                carrier.set(value);
              }
            });
    return text.get();
  }

  /** A context below that place; without a parent where the text is none. */
  static Context read(String text) {
    return W3CTraceContextPropagator.getInstance().extract(Context.root(), text, Alone.INSTANCE);
  }

  private enum Alone implements TextMapGetter<String> {
    INSTANCE;

    @Override
    public Iterable<String> keys(String text) {
      return List.of(FIELD);
    }

    @Override
    public @Nullable String get(@Nullable String text, String name) {
      return name.equals(FIELD) ? text : null;
    }
  }
}
