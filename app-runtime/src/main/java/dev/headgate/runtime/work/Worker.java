package dev.headgate.runtime.work;

import dev.headgate.core.queue.TaskLease;
import dev.headgate.core.queue.TaskQueue;
import dev.headgate.core.storage.StorageFailure;
import dev.headgate.core.work.TaskHandler;
import dev.headgate.core.work.TaskOutcome;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes tasks out of the queue and has their handlers do them, as many at once of each kind as is
 * allowed.
 *
 * <p>It looks for work when a hint comes, when a hand becomes free and every now and then. What it
 * holds it renews at a third of the lease; a task whose lease is lost or that was called off is
 * interrupted, and what it still says is ignored by the queue. When the queue cannot be asked it
 * goes on with what it holds and asks again later; an ending that could not be told is told again
 * until the lease is over.
 *
 * <p>{@link #stop} takes nothing more, waits for what is under way, and hands the rest back.
 *
 * <p>Thread-safe.
 */
public final class Worker {
  private static final Duration TELL_AGAIN = Duration.ofMillis(200);

  private final TaskQueue queue;
  private final Map<String, TaskHandler> handlers = new LinkedHashMap<>();
  private final WorkerSettings settings;
  private final WorkTelemetry telemetry;
  private final InstantSource clock;
  private final ThreadFactory threads;
  private final DoubleSupplier random;

  private final Set<Run> runs = ConcurrentHashMap.newKeySet();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private boolean hinted;
  private volatile boolean stopping;
  private @Nullable Thread taking;
  private @Nullable Thread renewing;
  private Runnable unlisten = () -> {};

  /** A worker with these handlers, one for each kind; {@link #start} sets it to work. */
  public Worker(
      TaskQueue queue,
      Collection<? extends TaskHandler> handlers,
      WorkerSettings settings,
      WorkTelemetry telemetry,
      InstantSource clock,
      ThreadFactory threads,
      DoubleSupplier random) {
    this.queue = queue;
    for (TaskHandler handler : handlers) {
      if (this.handlers.put(handler.kind(), handler) != null) {
        throw new IllegalArgumentException(
            "handlers: two of kind %s (expected: one for each kind)".formatted(handler.kind()));
      }
    }
    this.settings = settings;
    this.telemetry = telemetry;
    this.clock = clock;
    this.threads = threads;
    this.random = random;
  }

  /** Begins to take tasks. */
  public void start() {
    unlisten = queue.listen(this::hint);
    taking = started(this::take);
    renewing = started(this::renew);
  }

  /** How many tasks are under way. */
  public int busy() {
    return runs.size();
  }

  /** The kinds that it does. */
  public Set<String> kinds() {
    return Set.copyOf(handlers.keySet());
  }

  /**
   * Takes no more, lets what is under way end within that time, and hands the rest back.
   *
   * @return whether everything ended by itself
   */
  public boolean stop(Duration grace) throws InterruptedException {
    stopping = true;
    hint();
    unlisten.run();
    boolean ended = awaitIdle(grace);
    runs.forEach(Run::stop);
    boolean handedBack = ended || awaitIdle(settings.lease());
    for (Thread thread : new Thread[] {taking, renewing}) {
      if (thread != null) {
        thread.interrupt();
        thread.join();
      }
    }
    return ended && handedBack;
  }

  private boolean awaitIdle(Duration time) throws InterruptedException {
    long left = time.toNanos();
    lock.lock();
    try {
      while (!runs.isEmpty() && left > 0) {
        left = changed.awaitNanos(left);
      }
      return runs.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  private Thread started(Runnable work) {
    Thread thread = threads.newThread(work);
    thread.start();
    return thread;
  }

  /** Something may have changed: a task came, or a hand is free. */
  private void hint() {
    lock.lock();
    try {
      hinted = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void take() {
    try {
      while (!stopping) {
        boolean more = takeOnce();
        if (!more) {
          awaitHint();
        }
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void awaitHint() throws InterruptedException {
    long left = (long) (settings.poll().toNanos() * (0.5 + random.getAsDouble() / 2));
    lock.lock();
    try {
      while (!hinted && left > 0) {
        left = changed.awaitNanos(left);
      }
      hinted = false;
    } finally {
      lock.unlock();
    }
  }

  /** Takes what hands are free for; whether there may be more at once. */
  private boolean takeOnce() {
    boolean more = false;
    for (TaskHandler handler : handlers.values()) {
      int free = settings.concurrency(handler) - running(handler);
      if (free > 0 && !stopping) {
        more |= take(handler, free);
      }
    }
    return more;
  }

  private boolean take(TaskHandler handler, int free) {
    try {
      Instant now = clock.instant();
      int permitted = Math.min(free, handler.permits(free, now));
      if (permitted < 1) {
        return false;
      }
      List<TaskLease> leases =
          queue.claim(
              settings.name(),
              Set.of(handler.kind()),
              permitted,
              settings.lease(),
              handler.longest(),
              now);
      for (TaskLease lease : leases) {
        begin(new Run(lease, handler));
      }
      return leases.size() == permitted && permitted < free;
    } catch (StorageFailure failure) {
      telemetry.queueFailed(failure);
      return false;
    }
  }

  private int running(TaskHandler handler) {
    int count = 0;
    for (Run run : runs) {
      if (run.handler.equals(handler)) {
        count++;
      }
    }
    return count;
  }

  private void begin(Run run) {
    runs.add(run);
    Instant start = clock.instant();
    Instant able = run.task().notBefore();
    telemetry.begun(
        run.task(), able.isBefore(start) ? Duration.between(able, start) : Duration.ZERO);
    started(() -> work(run, start));
  }

  private void work(Run run, Instant start) {
    WorkTelemetry.Ending ending = WorkTelemetry.Ending.LOST;
    try {
      Ending decided = run.begin() ? handle(run) : Ending.RELEASE;
      run.finish();
      boolean told = tell(run, decided);
      ending = told ? decided.kind() : WorkTelemetry.Ending.LOST;
    } finally {
      runs.remove(run);
      telemetry.ended(run.task(), ending, Duration.between(start, clock.instant()));
      hint();
    }
  }

  /** Asks the handler; whatever it throws is an outcome too. */
  private Ending handle(Run run) {
    try {
      return ending(run, run.handler.handle(run));
    } catch (InterruptedException stopped) {
      return Ending.RELEASE;
    } catch (Exception failure) {
      // A handler is anybody's code: whatever it throws must not take the worker down.
      return run.stopped() ? Ending.RELEASE : retried(run, describe(failure));
    }
  }

  private static String describe(Exception failure) {
    String message = failure.getMessage();
    String name = failure.getClass().getSimpleName();
    return message == null ? name : name + ": " + message;
  }

  private Ending ending(Run run, TaskOutcome outcome) {
    if (outcome instanceof TaskOutcome.Done done) {
      return new Ending(
          WorkTelemetry.Ending.COMPLETED, now -> queue.complete(run.lease, done.result(), now));
    }
    if (outcome instanceof TaskOutcome.Wait wait) {
      return new Ending(
          WorkTelemetry.Ending.WAITING,
          now -> queue.snooze(run.lease, wait.until(), wait.reason(), now));
    }
    if (outcome instanceof TaskOutcome.Failed failed) {
      return dead(run, failed.reason());
    }
    return retried(run, ((TaskOutcome.Retry) outcome).reason());
  }

  private Ending retried(Run run, String reason) {
    int attempts = run.task().attempts();
    if (attempts + 1 >= run.handler.attempts()) {
      return dead(run, "gave up after %d attempts: %s".formatted(attempts + 1, reason));
    }
    Duration pause = settings.pause(attempts, random.getAsDouble());
    return new Ending(
        WorkTelemetry.Ending.RETRIED, now -> queue.retry(run.lease, now.plus(pause), reason, now));
  }

  private Ending dead(Run run, String reason) {
    return new Ending(WorkTelemetry.Ending.DEAD, now -> queue.bury(run.lease, reason, now));
  }

  /** Tells the queue how a run ended, again and again until it hears or the lease is over. */
  private boolean tell(Run run, Ending ending) {
    boolean interrupted = Thread.interrupted();
    try {
      while (true) {
        try {
          Instant now = clock.instant();
          return ending.equals(Ending.RELEASE)
              ? queue.release(run.lease, now)
              : ending.telling().tell(now);
        } catch (StorageFailure failure) {
          telemetry.queueFailed(failure);
          if (run.lost() || !clock.instant().isBefore(run.lease.latest())) {
            return false;
          }
          TimeUnit.NANOSECONDS.sleep(TELL_AGAIN.toNanos());
        }
      }
    } catch (InterruptedException stopped) {
      interrupted = true;
      return false;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void renew() {
    try {
      long pause = settings.lease().toNanos() / 3;
      while (!stopping || !runs.isEmpty()) {
        TimeUnit.NANOSECONDS.sleep(pause);
        for (Run run : new ArrayList<>(runs)) {
          renew(run);
        }
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void renew(Run run) {
    try {
      Instant now = clock.instant();
      if (!now.isBefore(run.latest())) {
        run.stop();
      } else {
        run.renewed(queue.renew(run.lease, settings.lease(), now));
      }
    } catch (StorageFailure failure) {
      telemetry.queueFailed(failure);
    }
  }

  /** How a run ends, and how the queue is told. */
  private record Ending(WorkTelemetry.Ending kind, Telling telling) {
    static final Ending RELEASE = new Ending(WorkTelemetry.Ending.RELEASED, now -> false);
  }

  private interface Telling {
    boolean tell(Instant now);
  }
}
