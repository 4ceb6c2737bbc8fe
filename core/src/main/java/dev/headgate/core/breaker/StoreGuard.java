package dev.headgate.core.breaker;

import dev.headgate.core.breaker.BreakerStatus.State;
import dev.headgate.core.breaker.CircuitBreaker.Permission;
import dev.headgate.core.storage.StorageFailure;
import dev.headgate.core.storage.StorageUnavailable;
import dev.headgate.core.storage.StoreCalls;
import dev.headgate.core.telemetry.Telemetry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * Stands before one store, so that nobody waits for one that is known to be away: while its circuit
 * is open every call fails at once with {@link StorageUnavailable}, and a probe from beside finds
 * out when it answers again. The circuit opens by the breaker's own rule, and at once when a call
 * has failed after a wait in which the store answered nobody: so no request waits for it twice.
 *
 * <p>All adapters of one store in a process share one guard. It never repeats a call and knows no
 * substitute for one: what to do without the store is its callers' to decide. Safe for use by
 * several threads; adds no waiting and no round trip to a call.
 */
public final class StoreGuard implements StoreCalls {
  /** How long a store may go unasked before {@link #probe} asks it. */
  private static final Duration IDLE = Duration.ofSeconds(1);

  /** A failure that took this long was a wait. */
  private static final Duration WAIT = Duration.ofMillis(250);

  private final CircuitBreaker breaker;
  private final Telemetry telemetry;
  private final InstantSource clock;
  private final AtomicReference<StoreStatus.Answer> latest =
      new AtomicReference<>(StoreStatus.Answer.NONE);
  private volatile Instant lastSuccess = Instant.MIN;

  /**
   * A guard of the store that {@code breaker} is named after.
   *
   * @param breaker this process's own; not one that needs a store to decide
   */
  public StoreGuard(CircuitBreaker breaker, Telemetry telemetry, InstantSource clock) {
    this.breaker = breaker;
    this.telemetry = telemetry;
    this.clock = clock;
  }

  /** The store's name as in metrics and health, such as {@code redis}. */
  public String store() {
    return breaker.service();
  }

  /**
   * Makes one call to the store. A {@link StorageFailure} counts against the store, any other
   * exception says nothing of it; both pass to the caller.
   *
   * @throws StorageUnavailable at once while the circuit is open; the store was not asked
   * @throws StorageFailure as the call does
   */
  @Override
  public <T> T call(Supplier<T> call) {
    if (breaker.acquire(clock.instant()) instanceof Permission.Refused) {
      throw new StorageUnavailable(store(), "its circuit is open", new Open());
    }
    return permitted(call);
  }

  /**
   * Makes one call that has no result.
   *
   * @throws StorageFailure as {@link #call}
   */
  public void run(Runnable call) {
    call(() -> {
      call.run();
      return call;
    });
  }

  /** Whether calls reach the store: its circuit is not open. */
  public boolean reachable() {
    return breaker.status().state() != State.OPEN;
  }

  /**
   * Looks after the store; to be called about once a second from a thread that may wait. One that
   * nobody asks is asked by {@code ping}. While the circuit is not closed, {@code ping} finds out
   * whether the store is back, and closes the circuit by itself if so: no caller has to be the one
   * who tries.
   *
   * @param ping asks the store something small and bounds its own time
   */
  public void probe(Runnable ping) {
    try {
      if (breaker.status().state() == State.CLOSED) {
        if (!clock.instant().isBefore(latest.get().at().plus(IDLE))) {
          run(ping);
        }
      } else {
        heal(ping);
      }
    } catch (StorageFailure counted) {
      // It is in the status and the metrics; the next probe comes soon.
      return;
    }
  }

  /** How the store stands, as far as calls have shown. */
  public StoreStatus status() {
    return new StoreStatus(breaker.status(), latest.get());
  }

  private void heal(Runnable ping) {
    Instant start = clock.instant();
    try {
      ping.run();
    } catch (StorageFailure away) {
      answered(start, away.code());
      throw away;
    }
    breaker.recovered(answered(start, ""));
    while (breaker.status().state() != State.CLOSED
        && breaker.acquire(clock.instant()) instanceof Permission.Permitted) {
      permitted(() -> {
        ping.run();
        return ping;
      });
    }
  }

  private <T> T permitted(Supplier<T> call) {
    Instant start = clock.instant();
    boolean judged = false;
    try {
      T result = call.get();
      Instant end = answered(start, "");
      judged = true;
      breaker.succeeded(between(start, end), end);
      return result;
    } catch (StorageFailure failure) {
      Instant end = answered(start, failure.code());
      judged = true;
      Duration took = between(start, end);
      breaker.failed(took, end);
      if (took.compareTo(WAIT) >= 0 && !lastSuccess.isAfter(start)) {
        open(took, end);
      }
      throw failure;
    } finally {
      if (!judged) {
        breaker.released();
      }
    }
  }

  /** Counts a call that everybody waited for in vain as often as the breaker's rule demands. */
  private void open(Duration took, Instant now) {
    while (breaker.status().state() == State.CLOSED
        && breaker.acquire(now) instanceof Permission.Permitted) {
      breaker.failed(took, now);
    }
  }

  private Instant answered(Instant start, String failure) {
    Instant end = clock.instant();
    Duration took = between(start, end);
    if (failure.isEmpty()) {
      lastSuccess = end;
    }
    latest.set(new StoreStatus.Answer(end, took, failure));
    telemetry.serviceCalled(store(), failure.isEmpty(), took);
    return end;
  }

  /** A clock that was set back meanwhile makes no time negative. */
  private static Duration between(Instant start, Instant end) {
    return end.isBefore(start) ? Duration.ZERO : Duration.between(start, end);
  }

  /** Why a call was not made; the same everywhere, so it has no trace. */
  private static final class Open extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Open() {
      super("too many calls failed in a row", null, false, false);
    }
  }
}
