package dev.headgate.core.breaker;

import dev.headgate.core.breaker.BreakerStatus.State;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One service's breaker in one of several processes. While the shared circuit is closed, or nothing
 * is known of it, the process's own breaker decides; else the shared one.
 */
final class SharedCircuitBreaker implements CircuitBreaker {
  /** What a caller is told while probes are under way: they will be answered soon. */
  private static final Duration PROBING = Duration.ofSeconds(1);

  /** What a caller is told while an operator keeps the circuit open. */
  private static final Duration FORCED = Duration.ofSeconds(30);

  /** Whoever called the service within this time has a vote. */
  private static final long TRAFFIC_SECONDS = 10;

  private final CircuitBreaker local;
  private final Supplier<CircuitPolicy> policy;
  private final Consumer<Instant> changed;
  private final AtomicReference<Probing> probing = new AtomicReference<>(Probing.of(0, 0));
  private final AtomicReference<@Nullable Duration> told = new AtomicReference<>();
  private volatile Seen seen;
  private volatile long lastTraffic = Long.MIN_VALUE / 2;

  /**
   * A breaker that knows nothing of the others yet.
   *
   * @param changed is told when the board should hear at once
   */
  SharedCircuitBreaker(
      CircuitBreaker local, Supplier<CircuitPolicy> policy, Consumer<Instant> changed) {
    this.local = local;
    this.policy = policy;
    this.changed = changed;
    this.seen = new Seen(BreakerView.initial(local.service()), Instant.EPOCH, Instant.EPOCH, true);
  }

  /**
   * What the process knows of the shared circuit.
   *
   * @param since when it learnt of this version
   * @param until when the circuit's time is over, by this process's clock
   * @param alone whether the board could not be asked: then only an operator's decision holds
   */
  record Seen(BreakerView view, Instant since, Instant until, boolean alone) {
    State state() {
      return switch (view.force()) {
        case OPEN -> State.OPEN;
        case CLOSED -> State.CLOSED;
        case AUTO -> alone ? State.CLOSED : view.circuit().state();
      };
    }

    boolean forced(Force force) {
      return view.force() == force;
    }
  }

  @Override
  public String service() {
    return local.service();
  }

  @Override
  public Permission acquire(Instant now) {
    Seen known = seen;
    return switch (known.state()) {
      case CLOSED ->
          known.forced(Force.CLOSED) ? Permission.Permitted.INSTANCE : local.acquire(now);
      case OPEN -> {
        if (known.forced(Force.OPEN)) {
          yield new Permission.Refused(FORCED);
        }
        yield now.isBefore(known.until())
            ? new Permission.Refused(Duration.between(now, known.until()))
            : demand(now);
      }
      case HALF_OPEN -> takeProbe() ? Permission.Permitted.INSTANCE : demand(now);
    };
  }

  @Override
  public void succeeded(Duration took, Instant now) {
    noteTraffic(now);
    if (endProbe(true)) {
      changed.accept(now);
    } else {
      local.succeeded(took, now);
    }
  }

  @Override
  public void failed(Duration took, Instant now) {
    noteTraffic(now);
    if (endProbe(false)) {
      changed.accept(now);
      return;
    }
    State before = local.status().state();
    local.failed(took, now);
    if (local.status().state() != before) {
      changed.accept(now);
    }
  }

  @Override
  public void refused(Duration took, Duration retryAfter, Instant now) {
    noteTraffic(now);
    endProbe(false);
    local.refused(took, retryAfter, now);
    told.set(OpenTime.told(retryAfter));
    changed.accept(now);
  }

  @Override
  public void released() {
    if (!isProbe() || !replaceProbe(Probing::saidNothing)) {
      local.released();
    }
  }

  @Override
  public void recovered(Instant now) {
    local.recovered(now);
    if (seen.state() == State.OPEN && !seen.forced(Force.OPEN)) {
      probing.updateAndGet(Probing::seenToRecover);
      changed.accept(now);
    }
  }

  @Override
  public void reset(Instant now) {
    local.reset(now);
  }

  @Override
  public BreakerStatus status() {
    Seen known = seen;
    return known.state() == State.CLOSED && !known.forced(Force.CLOSED)
        ? local.status()
        : new BreakerStatus(service(), known.state(), known.since());
  }

  /** What is known of the shared circuit. */
  Seen seen() {
    return seen;
  }

  /** What the board is to hear now. */
  Report report(Instant now) {
    Seen known = seen;
    Probing made = probing.get();
    @Nullable Duration asked = told.get();
    SharedCircuit change = next(known, made, asked, now);
    int wanted = Math.max(0, Math.min(made.refused(), policy.get().probes()) - made.purse());
    return new Report(
        new BreakerReport(
            service(),
            known.view().circuit().version(),
            vote(now),
            change,
            wanted,
            made.succeeded()),
        made,
        asked);
  }

  /**
   * What the board is told, and what the process knew then.
   *
   * @param told the service's own word that it contains; null: none
   */
  record Report(BreakerReport report, Probing made, @Nullable Duration told) {}

  /**
   * Takes the board's answer. Tells whether it calls for another report at once.
   *
   * @param sent what was answered
   */
  Learnt learn(Report sent, BreakerView view, Instant now) {
    Seen before = seen;
    long version = view.circuit().version();
    boolean same = version == before.view().circuit().version();
    probing.updateAndGet(made ->
        same && made.version() == version
            ? made.reported(sent.made(), view.granted())
            : Probing.of(version, view.granted()));
    if (sent.told() != null) {
      told.compareAndSet(sent.told(), null);
    }
    boolean forcedAnew = view.force() != before.view().force();
    seen =
        new Seen(
            view,
            same && !forcedAnew ? before.since() : now,
            now.plus(view.circuit().left()),
            false);
    boolean closed =
        version > before.view().circuit().version()
            && view.circuit().state() == State.CLOSED
            && before.view().circuit().state() != State.CLOSED;
    boolean more = next(seen, probing.get(), told.get(), now) != null;
    return new Learnt(more, closed);
  }

  /**
   * What an answer means.
   *
   * @param more whether the board should hear at once what follows from it
   * @param closed whether the circuit was closed meanwhile
   */
  record Learnt(boolean more, boolean closed) {}

  /** The board could not be asked. */
  void leftAlone() {
    Seen before = seen;
    seen = new Seen(before.view(), before.since(), before.until(), true);
  }

  /** What the circuit left behind in this process is over: the others have seen it closed. */
  void closeLocally(Instant now) {
    local.reset(now);
  }

  private @Nullable SharedCircuit next(
      Seen known, Probing made, @Nullable Duration asked, Instant now) {
    Duration left = Duration.between(now, known.until());
    return Quorum.next(
        known.view(),
        left,
        new Quorum.Evidence(
            made.refused() > 0, made.recovered(), made.failed(), made.succeeded(), asked),
        policy.get());
  }

  private Vote vote(Instant now) {
    return switch (local.status().state()) {
      case OPEN -> Vote.FAILING;
      case HALF_OPEN -> Vote.SILENT;
      case CLOSED ->
          now.getEpochSecond() - lastTraffic <= TRAFFIC_SECONDS ? Vote.HEALTHY : Vote.SILENT;
    };
  }

  /** Somebody waits: has it told where that may change something, and looks once more. */
  private Permission demand(Instant now) {
    probing.updateAndGet(Probing::demanded);
    Seen known = seen;
    boolean probesLeft = known.view().circuit().probes() > 0;
    if (!now.isBefore(known.until()) || probesLeft) {
      changed.accept(now);
    }
    return takeProbe() ? Permission.Permitted.INSTANCE : new Permission.Refused(PROBING);
  }

  private boolean isProbe() {
    return seen.state() == State.HALF_OPEN && probing.get().out() > 0;
  }

  private boolean takeProbe() {
    while (seen.state() == State.HALF_OPEN) {
      Probing before = probing.get();
      if (before.purse() == 0) {
        return false;
      }
      if (probing.compareAndSet(before, before.begun())) {
        return true;
      }
    }
    return false;
  }

  private boolean endProbe(boolean well) {
    return isProbe() && replaceProbe(made -> made.ended(well));
  }

  /** Ends one probe; false: none is under way any more. */
  private boolean replaceProbe(UnaryOperator<Probing> end) {
    while (true) {
      Probing before = probing.get();
      if (before.out() == 0) {
        return false;
      }
      if (probing.compareAndSet(before, end.apply(before))) {
        return true;
      }
    }
  }

  private void noteTraffic(Instant now) {
    long second = now.getEpochSecond();
    if (second != lastTraffic) {
      lastTraffic = second;
    }
  }
}
