package dev.headgate.core.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.core.ManualTime;
import dev.headgate.core.admission.Admissions;
import dev.headgate.core.breaker.StoreGuard;
import dev.headgate.core.cache.CachePolicy;
import dev.headgate.core.cache.Freshness;
import dev.headgate.core.cache.ModelSharedCache;
import dev.headgate.core.cache.NearCache;
import dev.headgate.core.cache.ResourceKey;
import dev.headgate.core.cache.codec.StoredKey;
import dev.headgate.core.http.Headers;
import dev.headgate.core.http.Target;
import dev.headgate.core.identity.Caller;
import dev.headgate.core.identity.Credential;
import dev.headgate.core.priority.Priority;
import dev.headgate.core.slot.SlotDecision;
import dev.headgate.core.slot.SlotLease;
import dev.headgate.core.slot.SlotPool;
import dev.headgate.core.slot.Slots;
import dev.headgate.core.storage.StorageUnavailable;
import dev.headgate.core.telemetry.Telemetry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SharedFlightsTest {
  private static final String REPO = "/repos/acme/widgets";
  private static final String ALICE = "Bearer ghp_alice";
  private static final String BOB = "Bearer ghp_bob";
  private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

  private final ScriptedGitHub github = new ScriptedGitHub();
  private final ManualTime time = new ManualTime(START);
  private final ModelSharedCache store = new ModelSharedCache();
  private final OneByOne slots = new OneByOne();
  private final Parts.Ledger ledger = new Parts.Ledger();
  private final AtomicInteger pauses = new AtomicInteger();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private Waiter waiter = (pause, cancellation) -> Thread.onSpinWait();

  @AfterEach
  void end() {
    threads.shutdownNow();
  }

  /** A process of its own over what all share. */
  private Gateway process(String name) {
    StoreGuard guard = new StoreGuard(new Parts.Breaker(), Telemetry.SILENT, time);
    NearCache cache = new NearCache(store, new ModelSharedCache(), guard, () -> 0);
    cache.catchUp(time.instant());
    return new Gateway(
        github,
        cache,
        Admissions.over(ledger, time),
        ledger,
        new Parts.Breaker(),
        new Parts.Audit(),
        Telemetry.SILENT,
        new GatewayPolicy(
            "https://api.github.com",
            new CachePolicy(1024, Duration.ofHours(24), Freshness.REVALIDATE),
            RetryPolicy.DEFAULTS,
            Duration.ofSeconds(5)),
        time,
        (pause, cancellation) -> {
          pauses.incrementAndGet();
          waiter.await(pause, cancellation);
        },
        () -> 0.5,
        new SharedFlights(slots, guard, name));
  }

  private ApiRequest get(String target, String authorization) {
    return new ApiRequest(
        "r",
        "GET",
        Target.parse(target),
        Headers.of("Authorization", authorization),
        null,
        Caller.unnamed(Credential.of(authorization)),
        "tester",
        Priority.NORMAL,
        time.instant().plusSeconds(30),
        Duration.ofSeconds(30),
        new Cancellation());
  }

  private static String text(ApiAnswer answer) {
    return answer.content() instanceof Content.Whole whole
        ? new String(whole.body().bytes(), StandardCharsets.UTF_8)
        : "";
  }

  /** GitHub answers the first request only when that many other processes wait for it. */
  private CountDownLatch slowly(int others) {
    CountDownLatch asked = new CountDownLatch(1);
    github.then(request -> {
      asked.countDown();
      await(() -> slots.refused.size() == others);
      time.advance(Duration.ofMillis(50));
      return github.usual(request);
    });
    return asked;
  }

  private static void await(Callable<Boolean> condition) {
    try {
      for (long end = System.nanoTime() + 10_000_000_000L; System.nanoTime() < end; ) {
        if (condition.call()) {
          return;
        }
        Thread.onSpinWait();
      }
    } catch (Exception failure) {
      throw new AssertionError(failure);
    }
    throw new AssertionError("it did not come about");
  }

  private List<Future<ApiAnswer>> all(List<Callable<ApiAnswer>> reads) {
    List<Future<ApiAnswer>> answers = new ArrayList<>();
    reads.forEach(read -> answers.add(threads.submit(read)));
    return answers;
  }

  @Test
  void aColdUrlAskedOfThreeProcessesAtOnceIsOneRequest() throws Exception {
    github.put(REPO, "{\"id\":1}");
    CountDownLatch asked = slowly(2);
    Gateway first = process("a");
    Gateway second = process("b");
    Gateway third = process("c");
    List<Future<ApiAnswer>> answers = all(List.of(() -> first.answer(get(REPO, ALICE))));
    assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
    answers.addAll(
        all(List.of(() -> second.answer(get(REPO, ALICE)), () -> third.answer(get(REPO, ALICE)))));
    for (Future<ApiAnswer> answer : answers) {
      assertThat(text(answer.get(10, TimeUnit.SECONDS))).isEqualTo("{\"id\":1}");
    }
    assertThat(github.count(REPO)).isEqualTo(1);
    assertThat(slots.taken()).isEmpty();
  }

  @Test
  void anotherCallerElsewhereAsksForHisOwnGrantWhichCostsNothing() throws Exception {
    github.put(REPO, "{\"id\":1}");
    CountDownLatch asked = slowly(1);
    Gateway first = process("a");
    Gateway second = process("b");
    List<Future<ApiAnswer>> answers = all(List.of(() -> first.answer(get(REPO, ALICE))));
    assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
    answers.addAll(all(List.of(() -> second.answer(get(REPO, BOB)))));
    for (Future<ApiAnswer> answer : answers) {
      assertThat(text(answer.get(10, TimeUnit.SECONDS))).isEqualTo("{\"id\":1}");
    }
    assertThat(github.count(REPO)).isEqualTo(2);
    assertThat(github.last().headers().contains("If-None-Match")).isTrue();
    assertThat(ledger.spent).isEqualTo(1);
  }

  @Test
  void aDeadLeaderIsReplacedWhenItsLeaseEnds() throws Exception {
    github.put(REPO, "{\"id\":1}");
    SlotPool pool = flight(REPO);
    slots.acquire("dead", List.of(pool), SharedFlights.LEASE.minusMillis(500), time.instant());
    waiter = (pause, cancellation) -> time.advance(pause);
    ApiAnswer answer = process("a").answer(get(REPO, ALICE));
    assertThat(text(answer)).isEqualTo("{\"id\":1}");
    assertThat(Duration.between(START, time.instant()))
        .isBetween(Duration.ofMillis(1_500), Duration.ofMillis(1_600));
    assertThat(slots.acquisitions).isEqualTo(2);
    assertThat(slots.taken()).isEmpty();
  }

  @Test
  void nobodyWaitsLongerThanTheRequestAllows() throws Exception {
    github.put(REPO, "{\"id\":1}");
    slots.acquire("slow", List.of(flight(REPO)), Duration.ofHours(1), time.instant());
    waiter = (pause, cancellation) -> time.advance(pause);
    ApiAnswer answer = process("a").answer(get(REPO, ALICE));
    assertThat(text(answer)).isEqualTo("{\"id\":1}");
    assertThat(Duration.between(START, time.instant())).isLessThan(Duration.ofMillis(2_100));
    assertThat(pauses.get()).isBetween(20, 40);
  }

  @Test
  void whereTheLeaderHadNothingToKeepEachReadsForHimselfAtOnce() throws Exception {
    github.thenAnswers(200, Headers.of("Cache-Control", "no-store"), "{\"id\":1}");
    slots.acquire("leader", List.of(flight(REPO)), SharedFlights.LEASE, time.instant());
    waiter =
        (pause, cancellation) -> {
          time.advance(pause);
          if (pauses.get() == 3) {
            slots.taken().values().forEach(slots::release);
          }
        };
    ApiAnswer answer = process("a").answer(get(REPO, ALICE));
    assertThat(text(answer)).isEqualTo("{\"id\":1}");
    assertThat(pauses.get()).isEqualTo(3);
    assertThat(slots.taken()).isEmpty();
  }

  @Test
  void eachReadsForHimselfWhileTheSlotsAreAway() throws Exception {
    github.put(REPO, "{\"id\":1}");
    slots.away = true;
    assertThat(text(process("a").answer(get(REPO, ALICE)))).isEqualTo("{\"id\":1}");
    assertThat(pauses.get()).isZero();
    slots.away = false;
    slots.losesReleases = true;
    assertThat(text(process("b").answer(get(REPO + "/issues", ALICE)))).isNotEmpty();
  }

  @Test
  void whatSomebodyKnowsTakesNoSlot() throws Exception {
    github.put(REPO, "{\"id\":1}");
    Gateway gateway = process("a");
    gateway.answer(get(REPO, ALICE));
    int before = slots.acquisitions;
    gateway.answer(get(REPO, ALICE));
    gateway.answer(get(REPO, BOB));
    process("b").answer(get(REPO, BOB));
    assertThat(slots.acquisitions).isEqualTo(before);
    assertThat(ledger.spent).isEqualTo(1);
  }

  private static SlotPool flight(String target) {
    ResourceKey key = ResourceKey.of(Target.parse(target), Headers.NONE);
    return new SlotPool("flight:" + StoredKey.of(key).digest(), 1);
  }

  /** One place per pool. */
  private static final class OneByOne implements Slots {
    private final Map<String, SlotLease> held = new HashMap<>();
    private long fence;
    final Set<String> refused = ConcurrentHashMap.newKeySet();
    volatile boolean away;
    volatile boolean losesReleases;
    int acquisitions;

    synchronized Map<String, SlotLease> taken() {
      return Map.copyOf(held);
    }

    @Override
    public synchronized SlotDecision acquire(
        String holder, List<SlotPool> pools, Duration lease, Instant now) {
      if (away) {
        throw new StorageUnavailable("model", "away", new IllegalStateException("away"));
      }
      String pool = pools.get(0).name();
      SlotLease other = held.get(pool);
      if (other != null && now.isBefore(other.until()) && !other.holder().equals(holder)) {
        refused.add(holder);
        return new SlotDecision.Full(List.of(pool), other.until());
      }
      acquisitions++;
      SlotLease taken = new SlotLease(holder, ++fence, List.of(pool), now.plus(lease));
      held.put(pool, taken);
      return new SlotDecision.Taken(taken);
    }

    @Override
    public synchronized void release(SlotLease lease) {
      if (losesReleases) {
        throw new StorageUnavailable("model", "away", new IllegalStateException("away"));
      }
      held.remove(lease.pools().get(0), lease);
    }

    @Override
    public boolean renew(SlotLease lease, Duration length, Instant now) {
      throw new UnsupportedOperationException();
    }

    @Override
    public List<SlotLease> holders(String pool, int limit, Instant now) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long occupied(String pool, Instant now) {
      throw new UnsupportedOperationException();
    }
  }
}
