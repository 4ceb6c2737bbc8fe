package dev.headgate.core.breaker;

import dev.headgate.core.storage.StorageFailure;
import dev.headgate.core.storage.StoreCalls;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * Circuit breakers that several processes agree on over a {@link BreakerBoard}.
 *
 * <p>Each process judges by itself, with breakers of its own. The shared circuit of a service opens
 * for all when the service itself asks to be left alone, or when at least half of the processes
 * that saw traffic find that it fails. Its open time is what the service said, else grows each time
 * an attempt to close it fails. Then a few calls, counted over all processes, try it. What an
 * operator decided holds for all processes until it is taken back.
 *
 * <p>A request never waits for the board: whoever asks for permission is answered by what the
 * process knows. {@link #exchange} brings that up to date; a caller at the edge calls it about
 * twice a second, and the breakers themselves have it called when they changed. While the board is
 * away each process goes by its own verdict.
 */
public final class SharedCircuitBreakers implements CircuitBreakers {
  /** Votes of a process that is gone count no longer than this. */
  private static final Duration TTL = Duration.ofSeconds(5);

  /** What follows from an answer may need another report, and what follows from that. */
  private static final int MOST_TRIPS = 3;

  private final ConcurrentMap<String, SharedCircuitBreaker> breakers = new ConcurrentHashMap<>();
  private final CircuitBreakers local;
  private final BreakerBoard board;
  private final StoreCalls store;
  private final String process;
  private final Function<String, CircuitPolicy> policies;
  private final Executor executor;
  private final boolean direct;
  private final InstantSource clock;
  private final AtomicBoolean pending = new AtomicBoolean();
  private final ReentrantLock exchanging = new ReentrantLock();

  private SharedCircuitBreakers(
      CircuitBreakers local,
      BreakerBoard board,
      StoreCalls store,
      String process,
      Function<String, CircuitPolicy> policies,
      Executor executor,
      boolean direct,
      InstantSource clock) {
    this.local = local;
    this.board = board;
    this.store = store;
    this.process = process;
    this.policies = policies;
    this.executor = executor;
    this.direct = direct;
    this.clock = clock;
  }

  /**
   * Breakers over a board that answers without waiting, such as one in this process's memory: it is
   * told of every change where that happens.
   *
   * @param local what this process judges by; services that are asked for there and not here are
   *     not shared
   */
  public static SharedCircuitBreakers direct(
      CircuitBreakers local,
      BreakerBoard board,
      String process,
      Function<String, CircuitPolicy> policies,
      InstantSource clock) {
    return new SharedCircuitBreakers(
        local, board, StoreCalls.UNGUARDED, process, policies, Runnable::run, true, clock);
  }

  /**
   * Breakers over a board that may keep one waiting.
   *
   * @param store the way to the board's store
   * @param executor runs an exchange soon, on a thread that may wait
   */
  public static SharedCircuitBreakers inBackground(
      CircuitBreakers local,
      BreakerBoard board,
      StoreCalls store,
      String process,
      Function<String, CircuitPolicy> policies,
      Executor executor,
      InstantSource clock) {
    return new SharedCircuitBreakers(
        local, board, store, process, policies, executor, false, clock);
  }

  @Override
  public CircuitBreaker breaker(String service) {
    SharedCircuitBreaker known = breakers.get(service);
    return known != null
        ? known
        : breakers.computeIfAbsent(
            service,
            name ->
                new SharedCircuitBreaker(
                    local.breaker(name), () -> policies.apply(name), this::changed));
  }

  @Override
  public List<BreakerStatus> statuses() {
    Map<String, BreakerStatus> statuses = new LinkedHashMap<>();
    local.statuses().forEach(status -> statuses.put(status.service(), status));
    breakers.forEach((service, breaker) -> statuses.put(service, breaker.status()));
    return statuses.values().stream().sorted(Comparator.comparing(BreakerStatus::service)).toList();
  }

  /** What this process knows of a shared circuit; empty if it is its own or unknown. */
  public Optional<BreakerView> view(String service) {
    return Optional.ofNullable(breakers.get(service)).map(breaker -> breaker.seen().view());
  }

  /** How many processes share these circuits, this one included, as far as was last heard. */
  public int processes() {
    return breakers.values().stream()
        .mapToInt(breaker -> breaker.seen().view().processes())
        .max()
        .orElse(1);
  }

  /** Whether the board could not be asked lately, so that this process goes by its own verdict. */
  public boolean alone() {
    return breakers.values().stream().anyMatch(breaker -> breaker.seen().alone());
  }

  /**
   * Notes an operator's decision for all processes; the others learn of it with their next
   * exchange.
   *
   * @throws IllegalArgumentException if the circuit is not shared
   * @throws StorageFailure if the board cannot be asked
   */
  public void force(String service, Force force) {
    if (!breakers.containsKey(service)) {
      throw new IllegalArgumentException(
          "service: %s (expected: one whose circuit is shared)".formatted(service));
    }
    store.call(() -> {
      board.force(service, force, clock.instant());
      return force;
    });
    exchange();
  }

  /**
   * Tells the board what this process has seen and learns what the others have. Waits for the board
   * and for other exchanges of this process; never throws because of the board.
   */
  public void exchange() {
    exchange(clock.instant());
  }

  private void changed(Instant now) {
    if (direct) {
      exchange(now);
    } else if (pending.compareAndSet(false, true)) {
      executor.execute(() -> {
        pending.set(false);
        exchange();
      });
    }
  }

  private void exchange(Instant now) {
    List<SharedCircuitBreaker> all = List.copyOf(breakers.values());
    List<SharedCircuitBreaker> closed = new ArrayList<>();
    exchanging.lock();
    try {
      boolean more = !all.isEmpty();
      for (int trip = 0; more && trip < MOST_TRIPS; trip++) {
        more = trip(all, closed, now);
      }
    } catch (StorageFailure away) {
      // The guard of the board's store counts and tells it; here the own verdict rules meanwhile.
      all.forEach(SharedCircuitBreaker::leftAlone);
    } finally {
      exchanging.unlock();
    }
    closed.forEach(breaker -> breaker.closeLocally(now));
  }

  private boolean trip(
      List<SharedCircuitBreaker> all, List<SharedCircuitBreaker> closed, Instant now) {
    List<SharedCircuitBreaker.Report> reports =
        all.stream().map(breaker -> breaker.report(now)).toList();
    List<BreakerReport> told = reports.stream().map(SharedCircuitBreaker.Report::report).toList();
    List<BreakerView> views = store.call(() -> board.exchange(process, told, TTL, now));
    boolean more = false;
    for (int i = 0; i < all.size(); i++) {
      SharedCircuitBreaker.Learnt learnt = all.get(i).learn(reports.get(i), views.get(i), now);
      more |= learnt.more();
      if (learnt.closed()) {
        closed.add(all.get(i));
      }
    }
    return more;
  }
}
