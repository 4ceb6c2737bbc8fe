package dev.headgate.core.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.core.ManualTime;
import dev.headgate.core.identity.Principal;
import dev.headgate.core.limit.LimitStore;
import dev.headgate.core.limit.ModelTokenBuckets;
import dev.headgate.core.priority.Priority;
import dev.headgate.core.quota.Demand;
import dev.headgate.core.quota.ModelLedger;
import dev.headgate.core.quota.QuotaKey;
import dev.headgate.core.quota.QuotaObservation;
import dev.headgate.core.slot.ModelSlots;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Everything that GitHub limits, over models of the stores: what each limit lets pass, and when.
 */
class GitHubGatesTest {
  private static final QuotaKey CORE =
      new QuotaKey("api.github.com", Principal.user("octocat"), "core");
  private static final Cost READ = new Cost(1, 1, "/repos/{owner}/{repo}", false, false);
  private static final Cost WRITE = new Cost(1, 5, "/repos/{owner}/{repo}/labels", true, false);
  private static final Cost CREATE = new Cost(1, 5, "/repos/{owner}/{repo}/issues", true, true);
  private static final int LIMIT = 5_000;

  private final ManualTime time = ManualTime.atNoon();
  private final ModelLedger ledger = new ModelLedger();
  private final ModelTokenBuckets buckets = new ModelTokenBuckets();
  private final ModelSlots slots = new ModelSlots();
  private final Instant reset = time.instant().plus(Duration.ofHours(1));
  private PrimaryPolicy policy = PrimaryPolicy.DEFAULTS;
  private final GitHubGates gates = process();
  private int ids;

  /** Another process over the same stores. */
  private GitHubGates process() {
    return process(SecondaryLimits.DOCUMENTED);
  }

  private GitHubGates process(SecondaryLimits limits) {
    return new GitHubGates(ledger, LimitStore.of(buckets), slots, () -> policy, limits, () -> 0.5);
  }

  @Test
  void whatIsNotKnownIsFoundOutByOne() {
    Pass first = pass(READ);

    assertThat(blocked(READ)).isEqualTo(Attempt.Reason.PROBING);
    assertThat(reason(process().attempt(request(Priority.CRITICAL, READ), now())))
        .isEqualTo(Attempt.Reason.PROBING);

    answered(first, 4_999);
    assertThat(passes(READ, 89)).hasSize(89);
  }

  @Test
  void whoeverFindsOutTooSlowlyHoldsNobodyUpForLong() {
    pass(READ);
    time.advance(Duration.ofMillis(800));

    assertThat(passes(READ, 15)).hasSize(15);
    assertThat(blocked(READ)).isEqualTo(Attempt.Reason.PROBING);
  }

  @Test
  void aServerThatTellsNoLimitsHasNone() {
    Pass first = pass(READ);
    gates.answered(first, 1, null, now());
    gates.ended(first);

    assertThat(passes(READ, 2_000)).hasSize(2_000);
    assertThat(passes(WRITE, 20)).hasSize(20);
  }

  @Test
  void aServerWhoseFiguresAreLongPastHasNoLimits() {
    Pass first = pass(READ);
    Instant past = now().minus(Duration.ofMinutes(6));
    gates.answered(first, 1, new QuotaObservation("core", LIMIT, 7, 3, past), now());
    assertThat(passes(READ, 2_000)).hasSize(2_000);
  }

  @Test
  void aServerThatBeginsToTellItsLimitsHasThem() {
    Pass first = pass(READ);
    gates.answered(first, 1, null, now());
    gates.ended(first);
    answered(pass(READ), 4_999);
    assertThat(passes(READ, 90)).hasSize(90);
    assertThat(blocked(READ)).isEqualTo(Attempt.Reason.CONCURRENCY);
  }

  @Test
  void aLateAnswerOfTheWindowBeforeLiftsNoLimit() {
    Pass first = pass(READ);
    Instant justNow = now().minus(Duration.ofSeconds(5));
    gates.answered(first, 1, new QuotaObservation("core", LIMIT, 7, 3, justNow), now());
    assertThat(blocked(READ)).isEqualTo(Attempt.Reason.PROBING);
  }

  @Test
  void noMoreThanNinetyAreUnderWayInAllProcessesTogether() {
    learn(LIMIT);
    List<Pass> here = passes(READ, 60);
    GitHubGates elsewhere = process();
    for (int i = 0; i < 30; i++) {
      assertThat(elsewhere.attempt(request(Priority.NORMAL, READ), now()))
          .isInstanceOf(Attempt.Through.class);
    }

    assertThat(blocked(READ)).isEqualTo(Attempt.Reason.CONCURRENCY);
    assertThat(reason(elsewhere.attempt(request(Priority.NORMAL, READ), now())))
        .isEqualTo(Attempt.Reason.CONCURRENCY);
    gates.unanswered(here.get(0), 0, now());
    gates.ended(here.get(0));
    pass(READ);
  }

  @Test
  void anEndpointsPointsPerMinuteAreNotExceededInAnyMinute() {
    learn(LIMIT);
    List<Instant> sent = new ArrayList<>();
    for (int i = 0; i < 6_000; i++) {
      if (gates.attempt(request(Priority.CRITICAL, READ), now()) instanceof Attempt.Through t) {
        sent.add(now());
        answered(t.pass(), LIMIT - sent.size());
      }
      time.advance(Duration.ofMillis(30));
    }

    assertThat(mostIn(Duration.ofMinutes(1), sent)).isBetween(800, 900);
    learn(LIMIT);
    assertThat(blockedOn(new Cost(1, 1, "/user", false, false))).isNull();
  }

  @Test
  void manyAtOnceUseNoMoreOfGitHubsComputingTimeThanItAllows() {
    learn(LIMIT);
    Computing computing = new Computing(CORE, Duration.ofSeconds(3), 60);
    computing.goOnFor(Duration.ofMinutes(10));

    assertThat(computing.mostInAMinute()).isBetween(55_000L, 90_000L);
    assertThat(computing.reasons).contains(Attempt.Reason.CPU_TIME);
  }

  @Test
  void graphqlUsesNoMoreOfItThanItsOwnShare() {
    QuotaKey graphql = CORE.forResource("graphql");
    learn(graphql, LIMIT);
    Computing computing = new Computing(graphql, Duration.ofSeconds(3), 60);
    computing.goOnFor(Duration.ofMinutes(10));

    assertThat(computing.mostInAMinute()).isBetween(38_000L, 60_000L);
    learn(LIMIT);
    pass(READ);
  }

  @Test
  void quickAnswersAreNotHeldBackForComputingTime() {
    learn(LIMIT);
    Computing computing = new Computing(CORE, Duration.ofMillis(60), 1);
    computing.goOnFor(Duration.ofMinutes(3));
    assertThat(computing.reasons).doesNotContain(Attempt.Reason.CPU_TIME);
  }

  @Test
  void whatWasNotSentUsesNoComputingTime() {
    learn(LIMIT);
    Duration whole = left();
    for (int i = 0; i < 500; i++) {
      Pass pass = pass(READ);
      gates.unanswered(pass, 0, now());
      gates.ended(pass);
      time.advance(Duration.ofMillis(100));
    }
    assertThat(left()).isEqualTo(whole).isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void aMinuteAfterTheLongestOverdraftGitHubComputesAgain() {
    learn(LIMIT);
    List<Pass> slow = passes(READ, 80);
    time.advance(Duration.ofSeconds(10));
    slow.forEach(pass -> answered(pass, 4_000));

    Attempt.Blocked blocked =
        (Attempt.Blocked) process().attempt(request(Priority.CRITICAL, READ), now());
    assertThat(blocked.reason()).isEqualTo(Attempt.Reason.CPU_TIME);
    assertThat(left()).isZero();
    time.advance(Duration.ofSeconds(71));
    pass(READ);
  }

  @Test
  void aShareOfTheResponseTimeOrNoneMayBeTakenForComputingTime() {
    learn(LIMIT);
    GitHubGates none = process(SecondaryLimits.DOCUMENTED.withCpuPercent(0));
    assertThat(none.cpuLeft(request(Priority.HIGH, READ), now())).isEmpty();
    GitHubGates half = process(SecondaryLimits.DOCUMENTED.withCpuPercent(50));
    Attempt attempt = half.attempt(request(Priority.HIGH, READ), now());
    time.advance(Duration.ofSeconds(8));
    half.unanswered(((Attempt.Through) attempt).pass(), 1, now());
    half.ended(((Attempt.Through) attempt).pass());

    assertThat(half.cpuLeft(request(Priority.HIGH, READ), now())).contains(Duration.ofSeconds(26));
  }

  private Duration left() {
    return gates.cpuLeft(request(Priority.HIGH, READ), now()).orElseThrow();
  }

  /** Many who ask one after another, each in one of two processes, of a GitHub that is slow. */
  private final class Computing {
    /** The first two minutes: nobody knew how slow it is. */
    private static final int AFTER_LEARNING = 6_000;

    private final QuotaKey key;
    private final Duration each;
    private final int most;
    private final List<GitHubGates> processes = List.of(process(), process());
    private final List<Pass> underWay = new ArrayList<>();
    private final List<Instant> began = new ArrayList<>();
    private final List<GitHubGates> by = new ArrayList<>();
    private final List<Long> used = new ArrayList<>();
    private final Set<Attempt.Reason> reasons = EnumSet.noneOf(Attempt.Reason.class);

    Computing(QuotaKey key, Duration each, int most) {
      this.key = key;
      this.each = each;
      this.most = most;
    }

    /** Looks ten times a second. */
    void goOnFor(Duration span) {
      Instant end = now().plus(span);
      Duration step = Duration.ofMillis(20);
      for (int turn = 0; now().isBefore(end); turn++) {
        while (!began.isEmpty() && !began.get(0).plus(each).isAfter(now())) {
          Pass pass = underWay.remove(0);
          began.remove(0);
          GitHubGates one = by.remove(0);
          one.answered(pass, 0, new QuotaObservation(key.resource(), LIMIT, LIMIT, 0, end), now());
          one.ended(pass);
        }
        GitHubGates one = processes.get(turn % 2);
        if (underWay.size() < most) {
          Cost cost = new Cost(1, 1, "/e/" + turn % 7, false, false);
          Attempt attempt = one.attempt(request(key, Priority.HIGH, cost), now());
          if (attempt instanceof Attempt.Through through) {
            underWay.add(through.pass());
            began.add(now());
            by.add(one);
          } else {
            reasons.add(reason(attempt));
          }
        }
        used.add(step.toMillis() * underWay.size());
        time.advance(step);
      }
    }

    long mostInAMinute() {
      int steps = 3_000;
      long sum = 0;
      long mostOfAll = 0;
      for (int i = AFTER_LEARNING; i < used.size(); i++) {
        sum += used.get(i) - (i >= AFTER_LEARNING + steps ? used.get(i - steps) : 0);
        mostOfAll = Math.max(mostOfAll, sum);
      }
      return mostOfAll;
    }
  }

  @Test
  void writesKeepASecondsDistance() {
    learn(LIMIT);
    Pass first = pass(WRITE);
    answered(first, 4_000);

    Attempt.Blocked second = (Attempt.Blocked) gates.attempt(request(Priority.HIGH, WRITE), now());

    assertThat(second.reason()).isEqualTo(Attempt.Reason.WRITE_SPACING);
    assertThat(second.until()).isEqualTo(now().plusSeconds(1));
    pass(READ);
    time.advance(Duration.ofSeconds(1));
    pass(WRITE);
  }

  @Test
  void contentIsCreatedNoFasterThanGitHubAllowsPerMinuteAndHour() {
    learn(LIMIT);
    List<Instant> created = new ArrayList<>();
    for (int i = 0; i < 2 * 3_600; i++) {
      if (gates.attempt(request(Priority.HIGH, CREATE), now()) instanceof Attempt.Through through) {
        created.add(now());
        Instant end = now().plus(Duration.ofHours(1));
        gates.answered(
            through.pass(), 0, new QuotaObservation("core", LIMIT, LIMIT, 0, end), now());
        gates.ended(through.pass());
      }
      time.advance(Duration.ofSeconds(1));
    }

    assertThat(mostIn(Duration.ofMinutes(1), created)).isLessThanOrEqualTo(80);
    assertThat(mostIn(Duration.ofHours(1), created)).isBetween(450, 500);
  }

  @Test
  void aRefusalTakesNothing() {
    learn(LIMIT);
    pass(WRITE);
    for (int i = 0; i < 50; i++) {
      assertThat(blocked(CREATE)).isEqualTo(Attempt.Reason.WRITE_SPACING);
    }

    assertThat(ledger.account(CORE, now()).reserved()).isEqualTo(1);
    assertThat(slots.occupied("github:api.github.com|" + CORE.principal().id(), now())).isOne();
    time.advance(Duration.ofSeconds(1));
    pass(CREATE);
  }

  @Test
  void whatIsTooLittleForADearRequestIsEnoughForACheapOne() {
    learn(100);
    Cost dear = new Cost(101, 1, "/graphql", false, false);
    assertThat(reason(gates.attempt(request(Priority.HIGH, dear), now())))
        .isEqualTo(Attempt.Reason.PRIMARY_EXHAUSTED);

    assertThat(passes(READ, Priority.HIGH, 80)).hasSize(80);
  }

  @Test
  void theReserveIsForTheUrgent() {
    learn(501);
    pass(READ, Priority.CRITICAL);
    assertThat(blocked(READ)).isEqualTo(Attempt.Reason.RESERVED);
    pass(READ, Priority.HIGH);
  }

  @Test
  void anotherReserveHoldsFromTheNextRequestOn() {
    learn(501);
    pass(READ, Priority.CRITICAL);
    assertThat(blocked(READ)).isEqualTo(Attempt.Reason.RESERVED);
    policy = new PrimaryPolicy(0, 0, policy.lately());
    pass(READ);
    policy = PrimaryPolicy.DEFAULTS;
    assertThat(blocked(READ)).isEqualTo(Attempt.Reason.RESERVED);
  }

  @Test
  void theReserveYieldsWhereNobodyUrgentWasSeenLately() {
    learn(510);
    Pass urgent = pass(READ, Priority.CRITICAL);
    gates.unanswered(urgent, 0, now());
    gates.ended(urgent);
    pass(READ);
    for (int i = 0; i < 12; i++) {
      gates.attempt(request(Priority.CRITICAL, READ), now());
    }
    assertThat(blocked(READ)).isEqualTo(Attempt.Reason.RESERVED);

    time.advance(Duration.ofMinutes(5).plusSeconds(1));

    assertThat(blockedOn(READ)).isNotEqualTo(Attempt.Reason.RESERVED);
  }

  @Test
  void theReserveIsSpentBeforeItIsLostThoughSomebodyUrgentComesNowAndThen() {
    learn(520);
    long left = 520;
    long spent = 0;
    Instant urgent = now();
    while (now().isBefore(reset.minusSeconds(1))) {
      boolean critical = !now().isBefore(urgent);
      Priority priority = critical ? Priority.CRITICAL : Priority.LOW;
      urgent = critical ? now().plusSeconds(60) : urgent;
      if (gates.attempt(request(priority, READ), now()) instanceof Attempt.Through through) {
        left--;
        spent++;
        answered(through.pass(), left);
      }
      time.advance(Duration.ofMillis(200));
    }
    assertThat(spent).isBetween(515L, 520L);
  }

  @Test
  void whoWaitsForTheReserveIsToldWhenItHasShrunkEnough() {
    learn(501);
    pass(READ, Priority.CRITICAL);
    time.advance(Duration.between(now(), reset.minusSeconds(361)));
    gates.attempt(request(Priority.CRITICAL, READ), now());

    Attempt.Blocked waits = (Attempt.Blocked) gates.attempt(request(Priority.LOW, READ), now());

    assertThat(waits.reason()).isEqualTo(Attempt.Reason.RESERVED);
    assertThat(waits.until()).isBefore(now().plusSeconds(5));
    time.advance(Duration.between(now(), waits.until()).plusMillis(1));
    assertThat(gates.attempt(request(Priority.LOW, READ), now()))
        .isInstanceOf(Attempt.Through.class);
  }

  @Test
  void oneProcessKeepsTheReserveForTheUrgentOfAnother() {
    learn(500);
    Attempt elsewhere = process().attempt(request(Priority.HIGH, READ), now());
    assertThat(elsewhere).isInstanceOf(Attempt.Through.class);

    time.advance(Duration.ofSeconds(2));

    assertThat(blocked(READ)).isEqualTo(Attempt.Reason.RESERVED);
  }

  @Test
  void whatIsLeftBelowTheThresholdIsSpreadToTheReset() {
    learn(900);
    List<Instant> sent = new ArrayList<>();
    long left = 900;
    while (now().isBefore(reset.minusSeconds(1))) {
      if (gates.attempt(request(Priority.LOW, READ), now()) instanceof Attempt.Through through) {
        sent.add(now());
        left--;
        answered(through.pass(), left);
      }
      time.advance(Duration.ofMillis(500));
    }

    assertThat(left).isLessThan(10);
    assertThat(mostIn(Duration.ofMinutes(10), sent)).isBetween(140, 165);
  }

  @Test
  void theUrgentAreNotPaced() {
    learn(900);
    assertThat(passes(READ, Priority.CRITICAL, 50)).hasSize(50);
  }

  @Test
  void aPauseHoldsInEveryProcessAtOnceAndEndsWithOneProbe() {
    learn(LIMIT);
    GitHubGates elsewhere = process();
    Instant until = now().plusSeconds(60);
    ledger.pause(CORE, until, now());
    QuotaKey search = CORE.forResource("search");

    assertThat(blocked(READ)).isEqualTo(Attempt.Reason.SECONDARY_PAUSE);
    assertThat(elsewhere.attempt(request(search, Priority.CRITICAL, READ), now()))
        .isEqualTo(new Attempt.Blocked(Attempt.Reason.SECONDARY_PAUSE, until));

    time.set(until);
    pass(READ);
    assertThat(reason(elsewhere.attempt(request(Priority.CRITICAL, READ), now())))
        .isEqualTo(Attempt.Reason.PROBING);
    time.advance(Duration.ofSeconds(3));
    assertThat(passes(READ, 7)).hasSize(7);
    assertThat(blocked(READ)).isEqualTo(Attempt.Reason.PROBING);
  }

  @Test
  void whatIsTooDearForTheRestHoldsUpNothingCheaper() {
    learn(27);
    Cost dear = new Cost(51, 1, "/graphql", false, false);

    assertThat(blockedOn(dear)).isEqualTo(Attempt.Reason.PRIMARY_EXHAUSTED);
    pass(READ, Priority.HIGH);
  }

  @Test
  void lookingSaysWhatAnAttemptWouldAndTakesNothing() {
    learn(900);
    for (int i = 0; i < 50; i++) {
      assertThat(gates.look(request(Priority.HIGH, WRITE), now())).isEmpty();
    }
    pass(WRITE, Priority.HIGH);
    for (int i = 0; i < 50; i++) {
      assertThat(gates.look(request(Priority.HIGH, WRITE), now()))
          .contains(new Attempt.Blocked(Attempt.Reason.WRITE_SPACING, now().plusSeconds(1)));
    }
    assertThat(ledger.account(CORE, now()).reserved()).isEqualTo(1);
    assertThat(slots.occupied("github:api.github.com|" + CORE.principal().id(), now())).isOne();
    time.advance(Duration.ofSeconds(1));
    pass(WRITE, Priority.HIGH);
  }

  @Test
  void freeRequestsCostNothingAndWaitForNoFigures() {
    Cost free = new Cost(0, 1, "/rate_limit", false, false);
    assertThat(passes(free, 20)).hasSize(20);
    assertThat(ledger.account(CORE, now()).reserved()).isZero();
  }

  private static int mostIn(Duration window, List<Instant> instants) {
    int most = 0;
    int first = 0;
    for (int last = 0; last < instants.size(); last++) {
      while (!instants.get(first).plus(window).isAfter(instants.get(last))) {
        first++;
      }
      most = Math.max(most, last - first + 1);
    }
    return most;
  }

  private Instant now() {
    return time.instant();
  }

  private void learn(long remaining) {
    learn(CORE, remaining);
  }

  private void learn(QuotaKey key, long remaining) {
    ledger.settle(
        ledger.reserve(key, Demand.of(0, Duration.ofMinutes(1)), now()),
        0,
        new QuotaObservation(key.resource(), LIMIT, remaining, LIMIT - remaining, reset),
        now());
  }

  private AdmissionRequest request(Priority priority, Cost cost) {
    return request(CORE, priority, cost);
  }

  private AdmissionRequest request(QuotaKey key, Priority priority, Cost cost) {
    Instant latest = now().plusSeconds(30);
    return new AdmissionRequest("r" + ids++, key, "me", priority, cost, latest, latest);
  }

  private Pass pass(Cost cost) {
    return pass(cost, Priority.NORMAL);
  }

  private Pass pass(Cost cost, Priority priority) {
    Attempt attempt = gates.attempt(request(priority, cost), now());
    assertThat(attempt).isInstanceOf(Attempt.Through.class);
    return ((Attempt.Through) attempt).pass();
  }

  private List<Pass> passes(Cost cost, int count) {
    return passes(cost, Priority.NORMAL, count);
  }

  private List<Pass> passes(Cost cost, Priority priority, int count) {
    List<Pass> passes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      passes.add(pass(cost, priority));
    }
    return passes;
  }

  private void answered(Pass pass, long remaining) {
    gates.answered(
        pass, 1, new QuotaObservation("core", LIMIT, remaining, LIMIT - remaining, reset), now());
    gates.ended(pass);
  }

  private Attempt.@Nullable Reason blocked(Cost cost) {
    Attempt.Reason reason = blockedOn(cost);
    assertThat(reason).isNotNull();
    return reason;
  }

  private Attempt.@Nullable Reason blockedOn(Cost cost) {
    return reason(gates.attempt(request(Priority.NORMAL, cost), now()));
  }

  private static Attempt.@Nullable Reason reason(Attempt attempt) {
    return attempt instanceof Attempt.Blocked blocked ? blocked.reason() : null;
  }
}
