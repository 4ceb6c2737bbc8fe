package dev.headgate.runtime.tracing;

import dev.headgate.core.telemetry.Decisions;
import io.opentelemetry.api.trace.Span;
import java.util.function.Supplier;

/** Enters what is decided about a request as an event of the span that it is decided in. */
final class TracedDecisions implements Decisions {
  private final Decisions decisions;

  TracedDecisions(Decisions decisions) {
    this.decisions = decisions;
  }

  @Override
  public void decided(String requestId, Supplier<String> decision) {
    Span span = Span.current();
    if (span.isRecording()) {
      span.addEvent(decision.get());
    }
    decisions.decided(requestId, decision);
  }
}
