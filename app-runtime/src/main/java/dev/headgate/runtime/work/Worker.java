package dev.headgate.runtime.work;

import dev.headgate.core.queue.TaskLease;
import dev.headgate.core.queue.TaskQueue;
import dev.headgate.core.storage.StorageFailure;
import dev.headgate.core.work.TaskHandler;
import dev.headgate.runtime.work.Run.Stop;
import dev.headgate.runtime.work.WorkTelemetry.Ending;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes tasks out of the queue and has their handlers do them, as many at once of each kind as is
 * allowed and as the memory they claim has room for.
 *
 * <p>It looks for work when a hint comes, when a hand becomes free that was wanted, and every now
 * and then. What it holds it renews; a task that was called off, has had its time or whose lease
 * cannot be kept is interrupted, and what it still says of a lease that is over is ignored by the
 * queue. When the queue cannot be asked it goes on with what it holds and asks again later; an
 * ending that could not be told is told again until the lease is over.
 *
 * <p>{@link #stop} takes nothing more, waits for what is under way, and hands the rest back.
 *
 * <p>Thread-safe.
 */
public final class Worker {
  private static final Duration TELL_AGAIN = Duration.ofMillis(200);
  private static final Duration LAST_CLAIM = Duration.ofSeconds(10);

  /** Hints that come in a flood are followed that often at most. */
  private static final Duration CALM = Duration.ofMillis(10);

  private final TaskQueue queue;
  private final Handlers handlers;
  private final WorkerSettings settings;
  private final WorkTelemetry telemetry;
  private final InstantSource clock;
  private final ThreadFactory threads;
  private final DoubleSupplier random;

  private final Set<Run> runs = ConcurrentHashMap.newKeySet();
  private final Hands hands;
  private final Claims claims;
  private final Heartbeat heartbeat;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private boolean news;
  private boolean freed;
  private volatile boolean started;
  private volatile boolean stopping;
  private @Nullable Thread taking;
  private @Nullable Thread beating;
  private Runnable unlisten = () -> {};

  /**
   * A worker with these handlers, one for each kind; {@link #start} sets it to work.
   *
   * @param ticker a clock that only goes forward, in nanoseconds
   * @param threads makes the thread of each task and the worker's own
   * @param random 0 to 1, for pauses that differ
   * @throws IllegalArgumentException if two handlers do one kind, or a handler asks for what cannot
   *     be
   */
  public Worker(
      TaskQueue queue,
      Collection<? extends TaskHandler> handlers,
      WorkerSettings settings,
      WorkTelemetry telemetry,
      InstantSource clock,
      LongSupplier ticker,
      ThreadFactory threads,
      DoubleSupplier random) {
    this.queue = queue;
    this.handlers = new Handlers(handlers, settings);
    this.settings = settings;
    this.telemetry = telemetry;
    this.clock = clock;
    this.threads = threads;
    this.random = random;
    this.hands = new Hands(settings);
    this.claims = new Claims(queue, this.handlers, hands, settings, telemetry, ticker, this::begin);
    this.heartbeat =
        new Heartbeat(queue, runs, settings.lease(), telemetry, clock, ticker, threads);
  }

  /** Begins to take tasks. */
  public void start() {
    unlisten = queue.listen(this::hear);
    taking = started(this::take);
    beating = started(heartbeat::run);
    started = true;
  }

  /** Whether it takes tasks. */
  public boolean runs() {
    return started && !stopping;
  }

  /** How many tasks are under way. */
  public int busy() {
    return runs.size();
  }

  /** The kinds that it does. */
  public Set<String> kinds() {
    return handlers.kinds();
  }

  /**
   * Takes no more, lets what is under way end within that time, and hands the rest back.
   *
   * @return whether everything ended by itself
   * @throws InterruptedException if the caller is interrupted: then what is under way is left to
   *     its leases
   */
  public boolean stop(Duration grace) throws InterruptedException {
    stopping = true;
    wake();
    unlisten.run();
    end(taking, LAST_CLAIM);
    boolean ended = awaitIdle(grace);
    runs.forEach(run -> run.stop(Stop.CLOSING));
    awaitIdle(settings.lease());
    if (beating != null) {
      beating.interrupt();
      beating.join();
    }
    return ended;
  }

  private static void end(@Nullable Thread thread, Duration patience) throws InterruptedException {
    if (thread != null && !thread.join(patience)) {
      thread.interrupt();
      thread.join();
    }
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

  /** A task may have come. */
  private void hear() {
    lock.lock();
    try {
      news = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** A hand is free that was wanted, or it is time to stop. */
  private void wake() {
    lock.lock();
    try {
      freed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void take() {
    try {
      while (!stopping) {
        Looked looked = look();
        if (looked == Looked.NOTHING) {
          // News waits a moment, so that a flood of it costs little; a free hand does not.
          if (!await(CALM, () -> freed)) {
            await(jittered(settings.poll()), () -> freed || news);
          }
        } else if (looked == Looked.FAILED) {
          await(jittered(settings.poll()), () -> false);
        }
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private enum Looked {
    /** There may be more. */
    MORE,
    NOTHING,
    FAILED
  }

  private Looked look() {
    lock.lock();
    try {
      news = false;
      freed = false;
    } finally {
      lock.unlock();
    }
    try {
      return claims.take(clock.instant()) ? Looked.MORE : Looked.NOTHING;
    } catch (StorageFailure failure) {
      telemetry.queueFailed(failure);
      return Looked.FAILED;
    } catch (RuntimeException bug) {
      // Whatever it was, the next look may go well: a worker that stands still unseen is worse.
      telemetry.queueFailed(bug);
      return Looked.FAILED;
    }
  }

  private Duration jittered(Duration pause) {
    return Duration.ofNanos((long) (pause.toNanos() * (0.5 + random.getAsDouble() / 2)));
  }

  /** Waits for that, for so long; whether it came. */
  private boolean await(Duration time, BooleanSupplier event) throws InterruptedException {
    long left = time.toNanos();
    lock.lock();
    try {
      while (!stopping && !event.getAsBoolean() && left > 0) {
        left = changed.awaitNanos(left);
      }
      return event.getAsBoolean();
    } finally {
      lock.unlock();
    }
  }

  /**
   * A task was taken.
   *
   * @param asked when the queue was asked for it, by the ticker: its lease cannot end before a
   *     lease's length from then
   */
  private void begin(TaskLease lease, TaskHandler handler, long asked) {
    Duration longest = handler.longest();
    Instant start = clock.instant();
    Run run =
        new Run(
            lease,
            handler,
            start.plus(longest),
            asked + settings.lease().toNanos(),
            asked + longest.toNanos());
    hands.take(handler);
    runs.add(run);
    if (stopping) {
      run.stop(Stop.CLOSING);
    }
    started(() -> work(run, start));
  }

  private void work(Run run, Instant start) {
    Instant able = run.task().notBefore();
    telemetry.begun(
        run.task(), able.isBefore(start) ? Duration.between(able, start) : Duration.ZERO);
    Ending ending = Ending.LOST;
    try {
      Verdict verdict = judge(run);
      ending = tell(run, verdict) ? verdict.ending() : Ending.LOST;
    } finally {
      telemetry.ended(run.task(), ending, Duration.between(start, clock.instant()));
      boolean wanted = hands.giveBack(run.handler);
      runs.remove(run);
      if (wanted || stopping) {
        wake();
      }
    }
  }

  private Verdict judge(Run run) {
    Verdict exhausted = Verdict.exhausted(run);
    if (exhausted != null) {
      return exhausted;
    }
    try {
      return run.begin()
          ? Verdict.of(run.handler.handle(run.view), run, settings, random.getAsDouble())
          : Verdict.RELEASE;
    } catch (Exception | LinkageError | AssertionError | StackOverflowError failure) {
      // A handler is anybody's code: whatever it throws must not take the worker down.
      return Verdict.of(failure, run, settings, random.getAsDouble());
    } finally {
      run.finish();
    }
  }

  /** Tells the queue how a run ended, again and again until it hears or the lease is over. */
  private boolean tell(Run run, Verdict verdict) {
    boolean interrupted = Thread.interrupted();
    try {
      do {
        try {
          return verdict.telling().tell(queue, run.lease, clock.instant());
        } catch (StorageFailure failure) {
          telemetry.queueFailed(failure);
          TimeUnit.NANOSECONDS.sleep(TELL_AGAIN.toNanos());
        }
      } while (run.stop() != Stop.LOST);
      return false;
    } catch (IllegalArgumentException refused) {
      return tell(run, Verdict.dead("its outcome cannot be kept: " + refused.getMessage()));
    } catch (InterruptedException stopped) {
      interrupted = true;
      return false;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
