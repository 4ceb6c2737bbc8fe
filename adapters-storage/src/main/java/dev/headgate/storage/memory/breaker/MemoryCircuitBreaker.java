package dev.headgate.storage.memory.breaker;

import dev.headgate.core.breaker.BreakerStatus;
import dev.headgate.core.breaker.BreakerStatus.State;
import dev.headgate.core.breaker.CircuitBreaker;
import dev.headgate.core.breaker.OpenTime;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One breaker: Resilience4j counts failures and probes; when it opens and goes half-open is decided
 * here, by the instants that come with the calls.
 *
 * <p>Resilience4j's own open time would follow a clock, and half-open it weighs a rate: one failure
 * and one success of two probes would close it. So it never leaves the open state by itself, and a
 * failed probe opens it at once.
 *
 * <p>While it is closed a permission takes no lock and allocates nothing. Every change of state is
 * made under the lock, for some hundred nanoseconds.
 */
final class MemoryCircuitBreaker implements CircuitBreaker {
  /** What a caller is told while probes are under way: they will be answered soon. */
  private static final Duration PROBING = Duration.ofSeconds(1);

  private static final Duration NEVER = Duration.ofDays(36_500);
  private static final Clock STILL = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);

  private final String service;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile BreakerSettings settings;
  private volatile io.github.resilience4j.circuitbreaker.CircuitBreaker counter;
  private volatile Phase phase;

  MemoryCircuitBreaker(String service, BreakerSettings settings, Instant start) {
    this.service = service;
    this.settings = settings;
    this.phase = Phase.initial(start);
    this.counter =
        io.github.resilience4j.circuitbreaker.CircuitBreaker.of(service, rules(settings));
  }

  /** Judges by these from now on; how it stands stays, what it has counted of failures does not. */
  void configure(BreakerSettings changed) {
    lock.lock();
    try {
      if (changed.equals(settings)) {
        return;
      }
      var fresh = io.github.resilience4j.circuitbreaker.CircuitBreaker.of(service, rules(changed));
      switch (phase.state()) {
        case CLOSED -> {}
        case OPEN -> fresh.transitionToOpenState();
        case HALF_OPEN -> {
          fresh.transitionToOpenState();
          fresh.transitionToHalfOpenState();
        }
      }
      settings = changed;
      counter = fresh;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public String service() {
    return service;
  }

  @Override
  public Permission acquire(Instant now) {
    boolean passes = phase.state() == State.CLOSED && counter.tryAcquirePermission();
    return passes ? Permission.Permitted.INSTANCE : guarded(now);
  }

  @Override
  public void succeeded(Duration took, Instant now) {
    counter.onSuccess(took.toNanos(), TimeUnit.NANOSECONDS);
    if (phase.state() == State.HALF_OPEN) {
      lock.lock();
      try {
        follow(now);
      } finally {
        lock.unlock();
      }
    }
  }

  @Override
  public void failed(Duration took, Instant now) {
    lock.lock();
    try {
      if (phase.state() == State.HALF_OPEN) {
        counter.transitionToOpenState();
      } else {
        counter.onError(took.toNanos(), TimeUnit.NANOSECONDS, new Failure());
      }
      follow(now);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void refused(Duration took, Duration retryAfter, Instant now) {
    Duration time = OpenTime.told(retryAfter);
    lock.lock();
    try {
      boolean longer = phase.state() != State.OPEN || now.plus(time).isAfter(phase.due(settings));
      if (longer) {
        counter.transitionToOpenState();
        phase = phase.openAsTold(time, now);
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void released() {
    counter.releasePermission();
  }

  @Override
  public void recovered(Instant now) {
    lock.lock();
    try {
      if (phase.state() == State.OPEN && !now.isBefore(phase.earliest(settings))) {
        probe(now);
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void reset(Instant now) {
    lock.lock();
    try {
      if (phase.state() != State.CLOSED) {
        counter.transitionToClosedState();
        phase = phase.closed(now);
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public BreakerStatus status() {
    Phase current = phase;
    return new BreakerStatus(service, current.state(), current.since());
  }

  /** The way of those that meet a breaker which is not closed. */
  private Permission guarded(Instant now) {
    lock.lock();
    try {
      follow(now);
      boolean open = phase.state() == State.OPEN;
      if (open && now.isBefore(phase.due(settings))) {
        return new Permission.Refused(Duration.between(now, phase.due(settings)));
      }
      if (open) {
        probe(now);
      }
      if (counter.tryAcquirePermission()) {
        return Permission.Permitted.INSTANCE;
      }
      return reprobe(now);
    } finally {
      lock.unlock();
    }
  }

  /** All probes are out. Those that have not come back for a whole open time are given up. */
  private Permission reprobe(Instant now) {
    if (now.isBefore(phase.due(settings))) {
      return new Permission.Refused(PROBING);
    }
    probe(now);
    return counter.tryAcquirePermission()
        ? Permission.Permitted.INSTANCE
        : new Permission.Refused(PROBING);
  }

  private void probe(Instant now) {
    counter.transitionToHalfOpenState();
    phase = phase.halfOpen(now);
  }

  /** Notes a change that the counter made by itself. */
  private void follow(Instant now) {
    State counted = state();
    if (counted != phase.state()) {
      phase =
          switch (counted) {
            case CLOSED -> phase.closed(now);
            case HALF_OPEN -> phase.halfOpen(now);
            case OPEN -> phase.open(now);
          };
    }
  }

  private State state() {
    return switch (counter.getState()) {
      case CLOSED, DISABLED, METRICS_ONLY -> State.CLOSED;
      case HALF_OPEN -> State.HALF_OPEN;
      case OPEN, FORCED_OPEN -> State.OPEN;
    };
  }

  private static CircuitBreakerConfig rules(BreakerSettings settings) {
    return CircuitBreakerConfig.custom()
        .slidingWindowType(CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
        .slidingWindowSize(settings.failures())
        .minimumNumberOfCalls(settings.failures())
        .failureRateThreshold(100)
        .permittedNumberOfCallsInHalfOpenState(settings.successes())
        .waitDurationInOpenState(NEVER)
        .automaticTransitionFromOpenToHalfOpenEnabled(false)
        .clock(STILL)
        .build();
  }

  /** Stands for any failure: the counter only counts. */
  private static final class Failure extends Exception {
    Failure() {
      super("the call failed", null, false, false);
    }
  }
}
