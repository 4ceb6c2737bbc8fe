package dev.headgate.core.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headgate.core.limit.LimitRule.Mode;
import dev.headgate.core.limit.LimitRule.OnStoreFailure;
import dev.headgate.core.limit.LimitVerdict.Closed;
import dev.headgate.core.limit.LimitVerdict.Exceeded;
import dev.headgate.core.limit.LimitVerdict.Passed;
import dev.headgate.core.limit.LimitVerdict.Unlimited;
import dev.headgate.core.storage.StorageUnavailable;
import dev.headgate.core.storage.StoreCalls;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InboundLimitsTest {
  private static final long NOW = 1_800_000_000_000_000_000L;
  private static final AskedRequest EVENT = AskedRequest.to("POST", "/events");

  private final ModelTokenBuckets shared = new ModelTokenBuckets();
  private final ModelTokenBuckets leased = new ModelTokenBuckets();
  private final Switch store = new Switch();
  private final Counts counts = new Counts();
  private AllowList allowList = AllowList.NOBODY;

  private InboundLimits limits(LimitRule... rules) {
    InboundLimits limits =
        new InboundLimits(
            new LimitStore(shared, leased),
            new ModelTokenBuckets(),
            store,
            () -> 4,
            allowList,
            counts);
    limits.replace(List.of(rules));
    return limits;
  }

  private static LimitRule rule(String name, String path, String key, long burst) {
    return new LimitRule(
        name,
        Set.of(),
        new PathGlob(path),
        null,
        null,
        LimitKey.parse(key),
        Rate.perMinute(burst, burst),
        Mode.ENFORCE,
        OnStoreFailure.LOCAL,
        false);
  }

  private static LimitRule with(LimitRule rule, Mode mode, OnStoreFailure failure) {
    return new LimitRule(
        rule.name(),
        rule.methods(),
        rule.path(),
        rule.except(),
        rule.eventType(),
        rule.key(),
        rule.rate(),
        mode,
        failure,
        rule.leased());
  }

  private static LimitRule about(LimitRule rule, String eventType) {
    return new LimitRule(
        rule.name(),
        rule.methods(),
        rule.path(),
        rule.except(),
        eventType,
        rule.key(),
        rule.rate(),
        rule.mode(),
        rule.onStoreFailure(),
        rule.leased());
  }

  private long remaining(LimitRule rule) {
    return shared
        .levels(List.of(new Bucket(BucketKey.shared(rule.name()), rule.rate())), NOW)
        .get(0)
        .remaining();
  }

  @Test
  void whatTheThirdLevelRefusesCostsNothingAtTheOthers() {
    LimitRule global = rule("global", "/**", "global", 100);
    LimitRule endpoint = about(rule("build", "/events", "global", 50), "build.start");
    LimitRule party = rule("party", "/events", "third-party", 2);
    InboundLimits limits = limits(global, endpoint, party);
    AskedRequest noisy = EVENT.saying("ce-type", "build.start").saying("x-third-party-id", "noisy");

    for (int i = 0; i < 30; i++) {
      LimitVerdict verdict = limits.check(noisy, NOW);
      assertThat(verdict).isInstanceOf(i < 2 ? Passed.class : Exceeded.class);
    }

    assertThat(remaining(global)).isEqualTo(98);
    assertThat(remaining(endpoint)).isEqualTo(48);
    assertThat(limits.check(noisy, NOW))
        .isInstanceOfSatisfying(
            Exceeded.class,
            exceeded -> {
              assertThat(exceeded.decision().violated()).containsExactly("party");
              assertThat(exceeded.rules()).containsExactly(global, endpoint, party);
            });
    assertThat(limits.check(noisy.saying("x-third-party-id", "other"), NOW))
        .isInstanceOf(Passed.class);
    assertThat(counts.of("requests party")).isEqualTo(32);
    assertThat(counts.of("refused party")).isEqualTo(29);
    assertThat(counts.of("refused global")).isZero();
  }

  @Test
  void aShadowCountsAndNeitherRefusesNorSpendsForOthers() {
    LimitRule enforced = rule("enforced", "/**", "global", 5);
    LimitRule shadow = with(rule("shadow", "/**", "global", 2), Mode.SHADOW, OnStoreFailure.CLOSED);
    InboundLimits limits = limits(enforced, shadow);

    for (int i = 0; i < 5; i++) {
      assertThat(limits.check(EVENT, NOW))
          .isInstanceOfSatisfying(
              Passed.class, passed -> assertThat(passed.rules()).containsExactly(enforced));
    }
    assertThat(limits.check(EVENT, NOW)).isInstanceOf(Exceeded.class);

    assertThat(counts.of("requests shadow")).as("of those that passed").isEqualTo(5);
    assertThat(counts.of("refused shadow")).isEqualTo(3);
    store.away = true;
    assertThat(limits(shadow).check(EVENT, NOW)).isInstanceOf(Unlimited.class);
    assertThat(counts.of("failures shadow")).isEqualTo(1);
  }

  @Test
  void allowedAddressesAndCallersAreNeverLimited() {
    allowList = new AllowList(List.of(Cidr.parse("10.0.0.0/8")), Set.of("ci"));
    InboundLimits limits = limits(rule("one", "/**", "global", 1));
    for (int i = 0; i < 10; i++) {
      assertThat(limits.check(EVENT.from("10.1.2.3"), NOW)).isInstanceOf(Unlimited.class);
      assertThat(limits.check(EVENT.saying("user", "ci"), NOW)).isInstanceOf(Unlimited.class);
    }
    assertThat(limits.exempts(EVENT.from("10.1.2.3"))).isTrue();
    assertThat(limits.check(EVENT, NOW)).isInstanceOf(Passed.class);
    assertThat(limits.check(EVENT, NOW)).isInstanceOf(Exceeded.class);
  }

  @Test
  void whoIsExemptedLaterIsLimitedNoMore() {
    InboundLimits limits = limits(rule("one", "/**", "global", 1));
    limits.check(EVENT, NOW);
    assertThat(limits.check(EVENT.from("10.1.2.3"), NOW)).isInstanceOf(Exceeded.class);
    limits.exempt(new AllowList(List.of(Cidr.parse("10.0.0.0/8")), Set.of()));
    assertThat(limits.check(EVENT.from("10.1.2.3"), NOW)).isInstanceOf(Unlimited.class);
    limits.exempt(AllowList.NOBODY);
    assertThat(limits.check(EVENT.from("10.1.2.3"), NOW)).isInstanceOf(Exceeded.class);
  }

  @Test
  void aChangedRuleKeepsWhatWasSpent() {
    InboundLimits limits = limits(rule("one", "/**", "ip", 5));
    for (int i = 0; i < 4; i++) {
      limits.check(EVENT, NOW);
    }
    LimitRule smaller =
        new LimitRule(
            "one",
            Set.of("POST"),
            new PathGlob("/events"),
            null,
            null,
            LimitKey.parse("ip"),
            Rate.perMinute(5, 4),
            Mode.ENFORCE,
            OnStoreFailure.OPEN,
            false);
    limits.replace(List.of(rule("new", "/**", "global", 10), smaller));
    assertThat(limits.check(EVENT, NOW))
        .isInstanceOfSatisfying(
            Exceeded.class,
            exceeded -> assertThat(exceeded.decision().violated()).containsExactly("one"));
    limits.replace(List.of(rule("one", "/**", "ip", 5)));
    assertThat(limits.check(EVENT, NOW)).isInstanceOf(Passed.class);
    assertThat(limits.check(EVENT, NOW)).isInstanceOf(Exceeded.class);
  }

  @Test
  void explainingSpendsNothingAndNamesNobody() {
    LimitRule party = rule("party", "/events", "third-party", 3);
    InboundLimits limits = limits(rule("global", "/**", "global", 10), party);
    AskedRequest request = EVENT.saying("x-third-party-id", "acme");
    limits.check(request, NOW);
    for (int i = 0; i < 20; i++) {
      assertThat(limits.explain(request, NOW))
          .satisfiesExactly(
              global -> assertThat(global.remaining()).isEqualTo(9),
              one -> {
                assertThat(one.rule()).isEqualTo(party);
                assertThat(one.subject()).isEqualTo("third-party");
                assertThat(one.remaining()).isEqualTo(2);
                assertThat(one.delay()).isZero();
                assertThat(one.reset()).isEqualTo(EpochNanos.toInstant(NOW).plusSeconds(20));
              });
    }
    assertThat(limits.explain(AskedRequest.to("GET", "/events").from("10.0.0.1"), NOW))
        .as("no third party is named")
        .hasSize(1);
    assertThat(counts.of("requests party")).isEqualTo(1);
  }

  @Test
  void whatTheBodyTellsLaterIsHeldToTheRulesThatWereNotAsked() {
    LimitRule global = rule("global", "/**", "global", 10);
    LimitRule build = about(rule("build", "/events", "global", 1), "build.start");
    LimitRule party = rule("party", "/events", "third-party", 5);
    InboundLimits limits = limits(global, build, party);

    assertThat(limits.check(EVENT, NOW))
        .isInstanceOfSatisfying(
            Passed.class, passed -> assertThat(passed.rules()).containsExactly(global));
    AskedRequest known = EVENT.saying("ce-type", "build.start").saying("x-third-party-id", "acme");
    assertThat(limits.checkLater(EVENT, known, NOW))
        .isInstanceOfSatisfying(
            Passed.class, passed -> assertThat(passed.rules()).containsExactly(build, party));
    assertThat(limits.checkLater(EVENT, known, NOW)).isInstanceOf(Exceeded.class);
    assertThat(limits.checkLater(known, known, NOW)).isInstanceOf(Unlimited.class);
    assertThat(remaining(global)).as("asked once").isEqualTo(9);
  }

  @Test
  void whileTheStoreIsAwayEachProcessAdmitsItsShare() {
    LimitRule rule = rule("one", "/**", "global", 40);
    InboundLimits limits = limits(rule);
    limits.check(EVENT, NOW);
    store.away = true;
    int passed = 0;
    for (int i = 0; i < 100; i++) {
      passed += limits.check(EVENT, NOW).admits() ? 1 : 0;
    }
    assertThat(passed).as("a quarter for one of four").isEqualTo(10);
    assertThat(counts.of("failures one")).isEqualTo(100);
    assertThat(limits.check(EVENT, NOW + 60_000_000_000L / 10)).isInstanceOf(Passed.class);
    store.away = false;
    assertThat(limits.check(EVENT, NOW)).isInstanceOf(Passed.class);
    assertThat(remaining(rule)).as("the store goes on where it was").isEqualTo(38);
  }

  @Test
  void openAdmitsAndClosedRefusesWhileTheStoreIsAway() {
    LimitRule open = with(rule("open", "/a/**", "global", 1), Mode.ENFORCE, OnStoreFailure.OPEN);
    LimitRule closed =
        with(rule("closed", "/a/b/**", "global", 1000), Mode.ENFORCE, OnStoreFailure.CLOSED);
    InboundLimits limits = limits(open, closed);
    store.away = true;
    for (int i = 0; i < 5; i++) {
      assertThat(limits.check(AskedRequest.to("GET", "/a"), NOW)).isInstanceOf(Unlimited.class);
      assertThat(limits.check(AskedRequest.to("GET", "/a/b"), NOW))
          .isInstanceOfSatisfying(
              Closed.class,
              verdict -> {
                assertThat(verdict.rule()).isEqualTo(closed);
                assertThat(verdict.retryAfter()).isPositive();
              });
    }
    assertThat(counts.of("failures open")).isEqualTo(10);
    assertThat(counts.of("failures closed")).isEqualTo(5);
  }

  @Test
  void aShareIsNeverLessThanOnePermitNorLongerThanTimeCanTell() {
    LimitRule slow =
        new LimitRule(
            "slow",
            Set.of(),
            new PathGlob("/**"),
            null,
            null,
            LimitKey.parse("global"),
            new Rate(1, Gcra.LONGEST, 1),
            Mode.ENFORCE,
            OnStoreFailure.LOCAL,
            false);
    InboundLimits limits = limits(slow);
    store.away = true;
    assertThat(limits.check(EVENT, NOW)).isInstanceOf(Passed.class);
    assertThat(limits.check(EVENT, NOW)).isInstanceOf(Exceeded.class);
  }

  @Test
  void onlyADecisionWhoseRulesAllLeaseIsLeased() {
    LimitRule hot =
        new LimitRule(
            "hot",
            Set.of(),
            new PathGlob("/hot/**"),
            null,
            null,
            LimitKey.parse("global"),
            Rate.perMinute(10, 10),
            Mode.ENFORCE,
            OnStoreFailure.LOCAL,
            true);
    InboundLimits limits = limits(hot, rule("exact", "/hot/exact", "global", 10));
    limits.check(AskedRequest.to("GET", "/hot/x"), NOW);
    assertThat(remaining(hot)).as("in the store, asked directly").isEqualTo(10);
    limits.check(AskedRequest.to("GET", "/hot/exact"), NOW);
    assertThat(remaining(hot)).isEqualTo(9);
  }

  @Test
  void longSubjectsAreKeptShort() {
    List<BucketKey> keys = new ArrayList<>();
    ModelTokenBuckets watched = new ModelTokenBuckets();
    TokenBuckets noting =
        new TokenBuckets() {
          @Override
          public Decision acquire(List<Bucket> buckets, long permits, long now) {
            buckets.forEach(bucket -> keys.add(bucket.key()));
            return watched.acquire(buckets, permits, now);
          }

          @Override
          public List<Level> levels(List<Bucket> buckets, long now) {
            return watched.levels(buckets, now);
          }

          @Override
          public void forget(BucketKey key) {
            watched.forget(key);
          }
        };
    InboundLimits limits =
        new InboundLimits(
            LimitStore.of(noting),
            watched,
            StoreCalls.UNGUARDED,
            () -> 1,
            AllowList.NOBODY,
            LimitTelemetry.SILENT);
    limits.replace(List.of(rule("team", "/**", "header:X-Team", 1)));
    String longName = "x".repeat(30_000);
    assertThat(limits.check(EVENT.saying("X-Team", longName), NOW)).isInstanceOf(Passed.class);
    assertThat(limits.check(EVENT.saying("X-Team", longName), NOW)).isInstanceOf(Exceeded.class);
    assertThat(limits.check(EVENT.saying("X-Team", longName + "y"), NOW))
        .isInstanceOf(Passed.class);
    assertThat(limits.check(EVENT, NOW)).as("without a team").isInstanceOf(Passed.class);
    assertThat(limits.check(EVENT.from("::1"), NOW)).as("the same").isInstanceOf(Exceeded.class);
    assertThat(keys).allSatisfy(key -> assertThat(key.subject()).hasSizeLessThan(72));
  }

  @Test
  void callersOfOneIpv6NetworkAreOneAndAUserIsNoAddress() {
    InboundLimits limits = limits(rule("user", "/**", "user", 1));
    assertThat(limits.check(EVENT.from("2001:db8::1"), NOW)).isInstanceOf(Passed.class);
    assertThat(limits.check(EVENT.from("2001:db8::2"), NOW)).isInstanceOf(Exceeded.class);
    assertThat(limits.check(EVENT.saying("user", "2001:db8::1"), NOW)).isInstanceOf(Passed.class);
  }

  @Test
  void exceptTakesPathsOut() {
    LimitRule api =
        new LimitRule(
            "api",
            Set.of("GET"),
            new PathGlob("/api/v1/**"),
            new PathGlob("/api/v1/health"),
            null,
            LimitKey.parse("global"),
            Rate.perMinute(1, 1),
            Mode.ENFORCE,
            OnStoreFailure.LOCAL,
            false);
    InboundLimits limits = limits(api);
    assertThat(limits.concerns(AskedRequest.to("GET", "/api/v1/quotas"))).isTrue();
    assertThat(limits.concerns(AskedRequest.to("GET", "/api/v1/health"))).isFalse();
    assertThat(limits.concerns(AskedRequest.to("POST", "/api/v1/quotas"))).isFalse();
  }

  @Test
  void refusesASetThatNoDecisionCanSpan() {
    List<LimitRule> many = new ArrayList<>();
    for (int i = 0; i <= TokenBuckets.MOST_BUCKETS; i++) {
      many.add(rule("rule" + i, "/**", "global", 1));
    }
    InboundLimits limits = limits(rule("kept", "/**", "global", 1));
    assertThatThrownBy(() -> limits.replace(many)).hasMessage("rules: 65 (expected: at most 64)");
    assertThatThrownBy(() -> limits.replace(List.of(many.get(0), many.get(0))))
        .hasMessage("rules: rule0 (expected: each name once)");
    assertThat(limits.rules()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "everybody", "header:", "header:X Team", "header"})
  void refusesKeysThatAreNone(String key) {
    assertThatThrownBy(() -> LimitKey.parse(key))
        .hasMessageContaining("(expected: global, ip, user, third-party or header:NAME)");
  }

  /** A store that can be away. */
  private static final class Switch implements StoreCalls {
    private boolean away;

    @Override
    public <T> T call(Supplier<T> call) {
      if (away) {
        throw new StorageUnavailable("test", "away", new IOException("gone"));
      }
      return call.get();
    }
  }

  private static final class Counts implements LimitTelemetry {
    private final Map<String, Integer> counts = new HashMap<>();

    int of(String what) {
      return counts.getOrDefault(what, 0);
    }

    @Override
    public void decided(LimitRule rule, boolean refused) {
      counts.merge("requests " + rule.name(), 1, Integer::sum);
      if (refused) {
        counts.merge("refused " + rule.name(), 1, Integer::sum);
      }
    }

    @Override
    public void storeFailed(LimitRule rule) {
      counts.merge("failures " + rule.name(), 1, Integer::sum);
    }
  }
}
