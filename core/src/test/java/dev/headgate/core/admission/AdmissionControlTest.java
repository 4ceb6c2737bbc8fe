package dev.headgate.core.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headgate.core.ManualTime;
import dev.headgate.core.identity.Principal;
import dev.headgate.core.priority.Priority;
import dev.headgate.core.quota.QuotaKey;
import dev.headgate.core.quota.QuotaObservation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AdmissionControlTest {
  private static final QuotaKey CORE =
      new QuotaKey("api.github.com", Principal.user("octocat"), "core");
  private static final Cost READ = new Cost(1, 1, "/repos/{owner}/{repo}", false, false);

  private final ManualTime time = ManualTime.atNoon();
  private final ManualAlarm alarm = new ManualAlarm(time);
  private final Turnstile gates = new Turnstile();
  private final AdmissionControl control =
      new AdmissionControl(gates, new LineBounds(16, Map.of("heavy", 3)), alarm, time);

  @Test
  void passesAtOnceWhereNothingStandsAgainstIt() throws Exception {
    gates.free = 1;

    assertThat(control.enter(read("alice")).await()).isInstanceOf(Admission.Admitted.class);
    assertThat(control.waiting(9)).isEmpty();
  }

  @Test
  void refusesAtOnceWhatCannotPassInTime() throws Exception {
    gates.block(Attempt.Reason.PRIMARY_EXHAUSTED, in(60));

    Admission admission = control.enter(demand("alice", Priority.NORMAL, READ, in(59))).await();

    assertThat(admission)
        .isEqualTo(new Admission.Refused(Attempt.Reason.PRIMARY_EXHAUSTED, in(60)));
    assertThat(control.waiting(9)).isEmpty();
  }

  @Test
  void whoWillNotWaitForQuotaWaitsForThoseBeforeHimAllTheSame() {
    AdmissionRequest impatient =
        new AdmissionRequest("id", CORE, "a", Priority.NORMAL, READ, in(0), in(60));
    gates.block(Attempt.Reason.CONCURRENCY, in(1));
    Waiting behindOthers = enter(impatient);
    assertThat(behindOthers.outcome()).isNull();
    gates.unblock(1);
    alarm.advance(Duration.ofSeconds(1));
    assertThat(behindOthers.outcome()).isInstanceOf(Admission.Admitted.class);

    gates.block(Attempt.Reason.PACED, in(1));
    assertThat(enter(impatient).outcome()).isInstanceOf(Admission.Refused.class);
  }

  @Test
  void waitsForTheEndOfALimitAndPassesThen() {
    gates.block(Attempt.Reason.PRIMARY_EXHAUSTED, in(10));
    Waiting alice = enter(read("alice"));

    assertThat(alice.outcome()).isNull();
    gates.unblock(1);
    alarm.advance(Duration.ofSeconds(9));
    assertThat(alice.outcome()).isNull();
    alarm.advance(Duration.ofSeconds(1));

    assertThat(alice.outcome()).isInstanceOf(Admission.Admitted.class);
  }

  @Test
  void oneRefusalStopsAllWhoWaitBehindIt() {
    gates.block(Attempt.Reason.PRIMARY_EXHAUSTED, in(10));
    for (int i = 0; i < 10; i++) {
      enter(read("alice"));
    }
    int before = gates.attempts.get();
    gates.free = 3;
    gates.exhaustedAt = in(3600);

    alarm.advance(Duration.ofSeconds(11));

    assertThat(gates.attempts.get() - before).isEqualTo(4);
    assertThat(gates.admitted).hasSize(3);
  }

  @Test
  void whatIsTooLittleForOneStopsOnlyThoseThatTakeAsMuch() {
    Cost dear = new Cost(51, 1, "/graphql", false, false);
    AdmissionRequest waiting = demand("alice", Priority.NORMAL, dear, in(900));
    for (Attempt.Reason reason :
        List.of(Attempt.Reason.PRIMARY_EXHAUSTED, Attempt.Reason.RESERVED)) {
      Attempt.Blocked blocked = new Attempt.Blocked(reason, in(60));
      assertThat(blocked.covers(waiting, waiting)).isTrue();
      assertThat(blocked.covers(read("bob"), waiting)).isTrue();
      assertThat(blocked.covers(waiting, read("bob"))).isFalse();
    }
  }

  @Test
  void theUrgentGoFirst() {
    gates.block(Attempt.Reason.CONCURRENCY, in(5));
    enter(demand("a", Priority.LOW, READ, in(900)));
    enter(demand("b", Priority.NORMAL, READ, in(900)));
    enter(demand("c", Priority.HIGH, READ, in(900)));
    enter(demand("d", Priority.CRITICAL, READ, in(900)));
    gates.unblock(4);

    alarm.advance(Duration.ofSeconds(5));

    assertThat(gates.callers()).containsExactly("d", "c", "b", "a");
  }

  @Test
  void callersOfOneClassTakeTurns() {
    gates.block(Attempt.Reason.CONCURRENCY, in(5));
    for (int i = 0; i < 6; i++) {
      enter(read("many"));
    }
    enter(read("few"));
    enter(read("few"));
    gates.unblock(8);

    alarm.advance(Duration.ofSeconds(5));

    assertThat(gates.callers().subList(0, 4)).containsExactly("many", "few", "many", "few");
  }

  @Test
  void whoWeighsMoreHasMoreTurns() {
    gates.block(Attempt.Reason.CONCURRENCY, in(5));
    for (int i = 0; i < 4; i++) {
      enter(read("light"));
    }
    for (int i = 0; i < 6; i++) {
      enter(read("heavy"));
    }
    gates.unblock(8);

    alarm.advance(Duration.ofSeconds(5));

    assertThat(gates.callers().subList(0, 8)).filteredOn("heavy"::equals).hasSize(6);
  }

  @Test
  void whoComesAgainAndAgainDoesNotGoBeforeWhoWaits() {
    gates.block(Attempt.Reason.CONCURRENCY, in(500));
    enter(read("patient"));
    enter(read("patient"));
    enter(read("eager"));
    for (int i = 0; i < 3; i++) {
      gates.unblock(1);
      control.ended(gates.elsewhere());
      gates.block(Attempt.Reason.CONCURRENCY, in(500));
      if (gates.callers().get(gates.callers().size() - 1).equals("eager")) {
        enter(read("eager"));
      }
    }

    assertThat(gates.callers()).containsExactly("patient", "eager", "patient");
  }

  @Test
  void whoHasWaitedLongGoesBeforeTheMoreUrgentButNeverBeforeTheCritical() {
    gates.block(Attempt.Reason.CONCURRENCY, in(31));
    enter(demand("low", Priority.LOW, READ, in(900)));
    alarm.advance(Duration.ofSeconds(30).plusMillis(1));
    enter(demand("high", Priority.HIGH, READ, in(900)));
    enter(demand("critical", Priority.CRITICAL, READ, in(900)));
    gates.unblock(3);

    alarm.advance(Duration.ofSeconds(1));

    assertThat(gates.callers()).containsExactly("critical", "low", "high");
  }

  @Test
  void theLineIsBoundedAndRefusesLowPriorityFirst() {
    gates.block(Attempt.Reason.CONCURRENCY, in(5));
    for (int i = 0; i < 8; i++) {
      assertThat(enter(demand("a", Priority.LOW, READ, in(9))).outcome()).isNull();
    }

    assertThat(enter(demand("b", Priority.LOW, READ, in(9))).outcome())
        .isInstanceOf(Admission.Overloaded.class);
    assertThat(enter(demand("b", Priority.CRITICAL, READ, in(9))).outcome()).isNull();
  }

  @Test
  void patienceEndsWithTheReasonOfTheWait() {
    gates.block(Attempt.Reason.CONCURRENCY, in(5));
    Waiting alice = enter(demand("alice", Priority.NORMAL, READ, in(7)));
    gates.block(Attempt.Reason.CONCURRENCY, in(7));

    alarm.advance(Duration.ofSeconds(7));

    assertThat(alice.outcome()).isEqualTo(new Admission.Refused(Attempt.Reason.CONCURRENCY, in(0)));
  }

  @Test
  void whoLeavesIsNotTried() {
    gates.block(Attempt.Reason.CONCURRENCY, in(5));
    Waiting alice = enter(read("alice"));
    enter(read("bob"));
    assertThat(alice.turn.leave()).isTrue();
    gates.unblock(2);

    alarm.advance(Duration.ofSeconds(5));

    assertThat(gates.callers()).containsExactly("bob");
    assertThat(alice.outcome()).isInstanceOf(Admission.Abandoned.class);
  }

  @Test
  void whoIsInterruptedHasLeft() {
    gates.block(Attempt.Reason.CONCURRENCY, in(5));
    Waiting alice = enter(read("alice"));
    Thread.currentThread().interrupt();

    assertThatThrownBy(alice.turn::await).isInstanceOf(InterruptedException.class);

    gates.unblock(1);
    alarm.advance(Duration.ofSeconds(5));
    assertThat(gates.admitted).isEmpty();
  }

  @Test
  void whoseTurnHasComeCannotLeaveAnyMore() {
    gates.block(Attempt.Reason.CONCURRENCY, in(5));
    Waiting alice = enter(read("alice"));
    gates.unblock(1);
    alarm.advance(Duration.ofSeconds(5));

    assertThat(alice.turn.leave()).isFalse();

    assertThat(alice.outcome()).isInstanceOf(Admission.Admitted.class);
    assertThat(gates.out).hasSize(1);
  }

  @Test
  void whoHasLeftTakesNoPlaceInTheLine() {
    gates.block(Attempt.Reason.CONCURRENCY, in(5));
    for (int i = 0; i < 8; i++) {
      enter(demand("a", Priority.LOW, READ, in(9))).turn.leave();
    }

    assertThat(enter(demand("b", Priority.LOW, READ, in(9))).outcome()).isNull();
  }

  @Test
  void theEndOfARequestLetsTheNextPass() {
    gates.block(Attempt.Reason.CONCURRENCY, in(500));
    Waiting alice = enter(demand("alice", Priority.NORMAL, READ, in(900)));
    gates.unblock(1);

    control.ended(gates.elsewhere());

    assertThat(alice.outcome()).isInstanceOf(Admission.Admitted.class);
  }

  @Test
  void aLimitOfOneEndpointHoldsUpNoOther() {
    gates.block(Attempt.Reason.POINTS_PER_MINUTE, in(30));
    enter(read("alice"));
    Cost other = new Cost(1, 1, "/user", false, false);
    gates.blockedEndpoint = READ.endpoint();
    gates.unblock(9);

    Waiting bob = enter(demand("bob", Priority.NORMAL, other, in(60)));
    Waiting carol = enter(read("carol"));

    assertThat(bob.outcome()).isInstanceOf(Admission.Admitted.class);
    assertThat(carol.outcome()).isNull();
  }

  @Test
  void tellsWhoWaitsForWhatAndInWhichPlace() {
    gates.block(Attempt.Reason.CONCURRENCY, in(5));
    enter(demand("bob", Priority.LOW, READ, in(60)));
    enter(read("alice"));

    assertThat(control.waiting(10))
        .extracting(one -> one.position() + " " + one.request().caller() + " " + one.reason())
        .containsExactly("1 alice CONCURRENCY", "2 bob CONCURRENCY");
    assertThat(control.waiting(1)).hasSize(1);
    assertThat(control.depth()).containsEntry(Priority.LOW, 1).containsEntry(Priority.HIGH, 0);
  }

  @Test
  void manyThreadsGetExactlyWhatIsFree() throws Exception {
    AdmissionControl busy =
        new AdmissionControl(gates, new LineBounds(4000, Map.of()), alarm, time);
    gates.block(Attempt.Reason.CONCURRENCY, in(50));
    int threads = 500;
    List<Admission> admissions = new CopyOnWriteArrayList<>();
    ExecutorService executor = Executors.newCachedThreadPool();
    try {
      List<Turn> turns = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        turns.add(busy.enter(demand("caller" + i % 7, Priority.NORMAL, READ, in(60))));
      }
      turns.forEach(turn -> executor.execute(() -> admissions.add(awaited(turn))));
      gates.unblock(200);
      for (int i = 0; i < 50; i++) {
        executor.execute(() -> busy.ended(gates.elsewhere()));
      }
      gates.awaitAdmitted(200);
      alarm.advance(Duration.ofSeconds(61));
    } finally {
      executor.shutdown();
      assertThat(executor.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    }

    assertThat(admissions).hasSize(threads);
    assertThat(admissions).filteredOn(Admission.Admitted.class::isInstance).hasSize(200);
  }

  private static Admission awaited(Turn turn) {
    try {
      return turn.await();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return new Admission.Abandoned();
    }
  }

  private Instant in(int seconds) {
    return time.instant().plusSeconds(seconds);
  }

  private AdmissionRequest read(String caller) {
    return demand(caller, Priority.NORMAL, READ, in(600));
  }

  private static AdmissionRequest demand(
      String caller, Priority priority, Cost cost, Instant latest) {
    return new AdmissionRequest("id", CORE, caller, priority, cost, latest, latest);
  }

  private Waiting enter(AdmissionRequest demand) {
    return new Waiting(control.enter(demand));
  }

  /** A turn as its sender sees it. */
  private static final class Waiting {
    private final Turn turn;

    Waiting(Turn turn) {
      this.turn = turn;
    }

    @Nullable Admission outcome() {
      return turn.decided() ? awaited(turn) : null;
    }
  }

  /** Lets a given number pass, then blocks all, or one endpoint. */
  private static final class Turnstile implements Gates {
    private final AtomicInteger attempts = new AtomicInteger();
    private final AtomicInteger returned = new AtomicInteger();
    private final List<AdmissionRequest> admitted = new CopyOnWriteArrayList<>();
    private final ConcurrentHashMap<Pass, AdmissionRequest> out = new ConcurrentHashMap<>();
    private int free;
    private Instant exhaustedAt = Instant.MAX;
    private Attempt.Reason reason = Attempt.Reason.CONCURRENCY;
    private String blockedEndpoint = "";

    synchronized void block(Attempt.Reason why, Instant until) {
      free = 0;
      reason = why;
      exhaustedAt = until;
    }

    synchronized void unblock(int permits) {
      free = permits;
    }

    @Override
    public synchronized Attempt attempt(AdmissionRequest demand, Instant now) {
      attempts.incrementAndGet();
      if (demand.cost().endpoint().equals(blockedEndpoint)) {
        return new Attempt.Blocked(Attempt.Reason.POINTS_PER_MINUTE, exhaustedAt);
      }
      if (free == 0) {
        return new Attempt.Blocked(reason, exhaustedAt);
      }
      free--;
      admitted.add(demand);
      notifyAll();
      Pass pass = () -> demand;
      out.put(pass, demand);
      return new Attempt.Through(pass);
    }

    @Override
    public Optional<Attempt.Blocked> look(AdmissionRequest request, Instant now) {
      throw new AssertionError("nobody asks");
    }

    @Override
    public Optional<Duration> cpuLeft(AdmissionRequest request, Instant now) {
      throw new AssertionError("nobody asks");
    }

    @Override
    public void answered(Pass pass, long spent, @Nullable QuotaObservation seen, Instant now) {
      throw new AssertionError("nothing is sent here");
    }

    @Override
    public void unanswered(Pass pass, long spent, Instant now) {
      assertThat(out).containsKey(pass);
      returned.incrementAndGet();
    }

    @Override
    public void ended(Pass pass) {
      out.remove(pass);
    }

    /** A pass of somebody who never stood in the line. */
    Pass elsewhere() {
      AdmissionRequest request = AdmissionControlTest.demand("x", Priority.HIGH, READ, Instant.MAX);
      return () -> request;
    }

    List<String> callers() {
      return admitted.stream().map(AdmissionRequest::caller).toList();
    }

    synchronized void awaitAdmitted(int count) throws InterruptedException {
      while (admitted.size() < count) {
        wait(10_000);
      }
    }
  }
}
