package dev.headgate.runtime.tracing;

import dev.headgate.core.queue.Task;
import dev.headgate.runtime.work.WorkTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A worker's telemetry with a span for each run, a child of whoever handed the task in. */
final class TracedWork implements WorkTelemetry {
  /** The run that this thread does; each has a thread of its own. */
  private static final ThreadLocal<@Nullable Open> OPEN = new ThreadLocal<>();

  private final WorkTelemetry telemetry;
  private final Tracer tracer;

  TracedWork(WorkTelemetry telemetry, Tracer tracer) {
    this.telemetry = telemetry;
    this.tracer = tracer;
  }

  private record Open(Span span, Scope scope) {}

  /** The scope is closed by {@link #ended}, which the same thread calls. */
  @Override
  @SuppressWarnings("MustBeClosedChecker")
  public void begun(Task task, Duration waited) {
    telemetry.begun(task, waited);
    Context parent = task.trace().map(TraceParent::read).orElse(Context.root());
    Span span =
        tracer
            .spanBuilder("process " + task.kind())
            .setSpanKind(SpanKind.CONSUMER)
            .setParent(parent)
            .setAttribute(Names.SYSTEM, "headgate")
            .setAttribute(Names.DESTINATION, task.kind())
            .setAttribute(Names.OPERATION, "process")
            .setAttribute(Names.MESSAGE, task.id().value())
            .setAttribute(Names.REQUEST_ID, task.requestId())
            .setAttribute(Names.CALLER, task.caller())
            .setAttribute(Names.PRIORITY, task.priority().toString())
            .setAttribute(Names.ATTEMPT, task.attempts() + 1L)
            .setAttribute(Names.WAITED, waited.toMillis())
            .startSpan();
    OPEN.set(new Open(span, parent.with(span).makeCurrent()));
  }

  @Override
  public void ended(Task task, Ending ending, Duration took) {
    telemetry.ended(task, ending, took);
    Open run = OPEN.get();
    if (run == null) {
      return;
    }
    OPEN.remove();
    run.scope().close();
    run.span().setAttribute(Names.ENDING, ending.toString());
    switch (ending) {
      case COMPLETED, WAITING, RELEASED -> {}
      case RETRIED, DEAD, LOST -> Failures.mark(run.span(), ending.toString());
    }
    run.span().end();
  }

  @Override
  public void queueFailed(RuntimeException failure) {
    telemetry.queueFailed(failure);
  }

  @Override
  public void handlerFailed(String kind, RuntimeException failure) {
    telemetry.handlerFailed(kind, failure);
  }
}
