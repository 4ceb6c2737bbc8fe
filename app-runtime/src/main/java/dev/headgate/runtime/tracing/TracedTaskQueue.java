package dev.headgate.runtime.tracing;

import dev.headgate.core.queue.Enqueued;
import dev.headgate.core.queue.NewTask;
import dev.headgate.core.queue.TaskQueue;
import dev.headgate.runtime.work.ForwardingTaskQueue;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A queue that keeps with a task in whose trace it was handed in. */
final class TracedTaskQueue extends ForwardingTaskQueue {
  private final Tracer tracer;

  TracedTaskQueue(TaskQueue queue, Tracer tracer) {
    super(queue);
    this.tracer = tracer;
  }

  @Override
  public Enqueued enqueue(NewTask task, long most, Instant now) {
    return handIn(List.of(task), traced -> super.enqueue(traced.get(0), most, now));
  }

  @Override
  public List<Enqueued> enqueueAll(List<NewTask> tasks, long most, Instant now) {
    return tasks.isEmpty()
        ? super.enqueueAll(tasks, most, now)
        : handIn(tasks, traced -> super.enqueueAll(traced, most, now));
  }

  private <T> T handIn(List<NewTask> tasks, Function<List<NewTask>, T> enqueue) {
    NewTask first = tasks.get(0);
    Span span =
        tracer
            .spanBuilder("send " + first.kind())
            .setSpanKind(SpanKind.PRODUCER)
            .setAttribute(Names.SYSTEM, "headgate")
            .setAttribute(Names.DESTINATION, first.kind())
            .setAttribute(Names.OPERATION, "send")
            .setAttribute(Names.MESSAGES, (long) tasks.size())
            .setAttribute(Names.REQUEST_ID, first.requestId())
            .startSpan();
    try {
      @Nullable String place = TraceParent.of(span);
      return enqueue.apply(
          place == null ? tasks : tasks.stream().map(task -> placed(task, place)).toList());
    } catch (RuntimeException failure) {
      Failures.mark(span, failure.getClass().getName());
      throw failure;
    } finally {
      span.end();
    }
  }

  /** What belongs to a trace already stays in it. */
  private static NewTask placed(NewTask task, String place) {
    return task.trace().isPresent() ? task : task.tracedAs(place);
  }
}
