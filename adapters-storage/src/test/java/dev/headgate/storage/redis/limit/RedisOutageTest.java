package dev.headgate.storage.redis.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.headgate.core.faults.FaultProxy;
import dev.headgate.core.limit.Bucket;
import dev.headgate.core.limit.BucketKey;
import dev.headgate.core.limit.Rate;
import dev.headgate.core.limit.TokenBuckets;
import dev.headgate.core.storage.OutcomeUnknown;
import dev.headgate.core.storage.StorageFailure;
import dev.headgate.core.storage.StorageUnavailable;
import dev.headgate.storage.redis.connection.RedisConnection;
import dev.headgate.storage.redis.connection.RedisSettings;
import dev.headgate.storage.testing.OwnRedis;
import dev.headgate.storage.testing.RealRedis;
import dev.headgate.storage.testing.ReplicatedRedis;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of decisions while Redis or the way to it fails. */
class RedisOutageTest {

  private static final Duration TIMEOUT = Duration.ofMillis(800);

  /** Room for a busy machine; twice the timeout would be too long. */
  private static final Duration LONGEST_CALL = TIMEOUT.multipliedBy(2);

  /** Refills one permit in an hour: whatever the tests take, they take from the burst. */
  private static final Rate SLOW = new Rate(1, Duration.ofHours(1), 100);

  private final OwnRedis server = RealRedis.own();
  private final FaultProxy proxy = FaultProxy.to(server.port());
  private final RedisConnection redis = new RedisConnection(through(proxy));
  private final TokenBuckets buckets = new RedisTokenBuckets(redis);
  private final List<Bucket> levels = List.of(bucket("global"), bucket("team"));

  private static RedisSettings through(FaultProxy proxy) {
    return RedisSettings.of(List.of(URI.create("redis://127.0.0.1:" + proxy.port())))
        .withTimeouts(TIMEOUT, TIMEOUT);
  }

  private static Bucket bucket(String policy) {
    return new Bucket(new BucketKey(policy, "outage"), SLOW);
  }

  @AfterEach
  void close() {
    redis.close();
    proxy.close();
    server.close();
  }

  private void grant() {
    assertThat(buckets.take(levels, 1, 0)).isZero();
  }

  /** Looked at past the proxy, whatever the proxy does. */
  private void assertSpent(long permits) {
    try (RedisConnection direct = new RedisConnection(server.settings())) {
      assertThat(new RedisTokenBuckets(direct).levels(levels, 0))
          .allSatisfy(level -> assertThat(level.remaining()).isEqualTo(100 - permits));
    }
  }

  private static void assertFails(Class<? extends StorageFailure> type, ThrowingCallable call) {
    long start = System.nanoTime();
    assertThatExceptionOfType(type).isThrownBy(call);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LONGEST_CALL);
  }

  private void awaitHealed() {
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(20))
        .ignoreExceptionsInstanceOf(StorageFailure.class)
        .until(() -> !buckets.levels(levels, 0).isEmpty());
  }

  @Test
  void aServerThatIsGoneIsUnavailableAtOnceAndFoundAgain() {
    grant();
    server.kill();
    // The first may still have found the connection open, and then does not know what became of it.
    assertFails(StorageFailure.class, this::grant);
    for (int i = 0; i < 3; i++) {
      assertFails(StorageUnavailable.class, this::grant);
    }
    server.restart();
    awaitHealed();
    // It kept nothing: one more burst for each key, and not more.
    assertThat(buckets.take(levels, 100, 0)).isZero();
    assertThat(buckets.take(levels, 1, 0)).isPositive();
  }

  @Test
  void aFrozenServerLeavesTheOutcomeUnknownAndChargesOnceWhenItGoesOn() {
    grant();
    server.freeze();
    assertFails(OutcomeUnknown.class, this::grant);
    assertFails(StorageUnavailable.class, () -> buckets.levels(levels, 0));
    server.thaw();
    awaitHealed();
    // Both tries of the one decision arrived late; it counts once.
    Awaitility.await().ignoreExceptions().untilAsserted(() -> assertSpent(2));
    grant();
    assertSpent(3);
  }

  @Test
  void aSilentNetworkIsGivenUpInTimeAndHeals() {
    grant();
    proxy.freeze();
    assertFails(OutcomeUnknown.class, this::grant);
    assertFails(StorageUnavailable.class, () -> buckets.levels(levels, 0));
    proxy.thaw();
    awaitHealed();
    grant();
  }

  @Test
  void aRefusedConnectionIsUnavailableAndHeals() {
    grant();
    proxy.down();
    awaitDisconnected();
    assertFails(StorageUnavailable.class, this::grant);
    proxy.up();
    awaitHealed();
    grant();
    assertSpent(2);
  }

  private void awaitDisconnected() {
    Awaitility.await()
        .until(() -> {
          try {
            buckets.levels(levels, 0);
            return false;
          } catch (StorageUnavailable gone) {
            return true;
          }
        });
  }

  @Test
  void whateverIsResetNothingIsChargedThatWasNotGrantedOrUnknown() {
    int granted = 0;
    int unknown = 0;
    for (int i = 0; i < 20; i++) {
      try {
        grant();
        granted++;
      } catch (OutcomeUnknown lost) {
        unknown++;
      } catch (StorageUnavailable away) {
        // Counted as not charged, which is what is checked below.
        assertThat(away.code()).isEqualTo("unavailable");
      }
      proxy.reset();
    }
    assertThat(granted).isPositive();
    awaitHealed();
    long spent = 100 - buckets.levels(levels, 0).get(0).remaining();
    assertThat(spent).isBetween((long) granted, (long) granted + unknown);
    assertThat(buckets.levels(levels, 0).get(1).remaining()).isEqualTo(100 - spent);
  }

  @Test
  void halfClosedConnectionsAreReplaced() {
    grant();
    proxy.halfClose();
    awaitHealed();
    grant();
    assertSpent(2);
  }

  @Test
  void aSlowNetworkIsSlowAndNothingElse() {
    proxy.delay(Duration.ofMillis(20));
    grant();
    grant();
    assertSpent(2);
  }

  @Test
  void aLostReplyIsAskedForAgainAndNotChargedTwice() throws InterruptedException {
    grant();
    CountDownLatch lost = proxy.loseReplyTo("{limit}:d:", false);
    grant();
    assertThat(lost.await(5, TimeUnit.SECONDS)).isTrue();
    assertSpent(2);
  }

  @Test
  void aReplyLostByAResetIsAskedForAgainAndNotChargedTwice() throws InterruptedException {
    grant();
    CountDownLatch lost = proxy.loseReplyTo("{limit}:d:", true);
    grant();
    assertThat(lost.await(5, TimeUnit.SECONDS)).isTrue();
    assertSpent(2);
  }

  @Test
  void theLastPermitWhoseReplyWasLostIsStillGranted() throws InterruptedException {
    assertThat(buckets.take(levels, 99, 0)).isZero();
    CountDownLatch lost = proxy.loseReplyTo("{limit}:d:", false);
    grant();
    assertThat(lost.await(5, TimeUnit.SECONDS)).isTrue();
    assertThat(buckets.take(levels, 1, 0)).isPositive();
  }

  @Test
  void aServerThatForgetsScriptsOrEndsConnectionsChangesNothing() {
    for (int i = 1; i < 10; i++) {
      grant();
      server.command("SCRIPT", "FLUSH");
      grant();
      server.command("CLIENT", "KILL", "TYPE", "normal");
      awaitHealed();
      assertSpent(2L * i);
    }
  }

  @Test
  void aFlushGivesEachBucketOneBurstAndNotMore() {
    assertThat(buckets.take(levels, 100, 0)).isZero();
    server.command("FLUSHALL");
    assertThat(buckets.take(levels, 100, 0)).isZero();
    assertThat(buckets.take(levels, 1, 0)).isPositive();
  }

  @Test
  void aDurableServerRemembersOverALossOfPower() {
    try (OwnRedis durable = RealRedis.durable();
        RedisConnection connection = new RedisConnection(durable.settings())) {
      TokenBuckets kept = new RedisTokenBuckets(connection);
      assertThat(kept.take(levels, 60, 0)).isZero();
      durable.kill();
      durable.restart();
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .ignoreExceptionsInstanceOf(StorageFailure.class)
          .untilAsserted(() -> assertThat(kept.levels(levels, 0).get(0).remaining()).isEqualTo(40));
    }
  }

  @Test
  void aFailoverAdmitsOneBurstMoreForEachKeyAtMost() {
    try (ReplicatedRedis both = RealRedis.replicated();
        FaultProxy endpoint = FaultProxy.to(both.primary().port());
        RedisConnection connection = new RedisConnection(through(endpoint))) {
      TokenBuckets shared = new RedisTokenBuckets(connection);
      long granted = grants(shared);
      // The replica lags: it hears nothing of the second half.
      both.replica().command("REPLICAOF", "NO", "ONE");
      granted += grants(shared);
      both.primary().kill();
      both.promote();
      endpoint.retarget(both.replica().port());
      endpoint.reset();
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .ignoreExceptionsInstanceOf(StorageFailure.class)
          .until(() -> !shared.levels(levels, 0).isEmpty());
      granted += grants(shared);
      granted += grants(shared);
      assertThat(granted).isBetween(100L, 200L);
      assertThat(shared.take(levels, 1, 0)).isPositive();
    }
  }

  private long grants(TokenBuckets shared) {
    long granted = 0;
    for (int i = 0; i < 60; i++) {
      granted += shared.take(levels, 1, 0) == 0 ? 1 : 0;
    }
    return granted;
  }

  @Test
  void aReplicaThatTookThePlaceOfItsPrimaryRefusesAndIsUnavailable() {
    try (ReplicatedRedis both = RealRedis.replicated();
        RedisConnection connection = new RedisConnection(both.replica().settings())) {
      assertFails(
          StorageUnavailable.class, () -> new RedisTokenBuckets(connection).take(levels, 1, 0));
    }
  }
}
