package dev.headgate.storage.redis.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.core.limit.Bucket;
import dev.headgate.core.limit.BucketKey;
import dev.headgate.core.limit.Level;
import dev.headgate.core.limit.Rate;
import dev.headgate.core.limit.TokenBucketsContract;
import dev.headgate.storage.redis.connection.RedisConnection;
import dev.headgate.storage.testing.RealRedis;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Several requests in one round trip are what they are one after the other. */
class TripTest {

  private static final long NOON = 1_800_000_000_000_000_000L;
  private static final long SECOND = 1_000_000_000L;
  private static final Rate SLOW = new Rate(1, Duration.ofHours(1), 3);

  private static final RedisConnection REDIS = new RedisConnection(RealRedis.shared().settings());

  private final Bucket shared = TokenBucketsContract.fresh("shared", SLOW);
  private final Bucket one = TokenBucketsContract.fresh("one", new Rate(1, Duration.ofHours(1), 1));
  private final Bucket other = TokenBucketsContract.fresh("other", SLOW);

  @AfterAll
  static void close() {
    REDIS.close();
  }

  private static List<Answer> run(String mark, Ask... asks) {
    return new Trip(List.of(asks), true).run(REDIS, REDIS.key(Place.TAG + "d:" + mark));
  }

  private static String fresh() {
    return UUID.randomUUID().toString();
  }

  private static long remaining(Bucket bucket) {
    return new RedisTokenBuckets(REDIS, true).levels(List.of(bucket), NOON).get(0).remaining();
  }

  @Test
  void aBucketThatSeveralNameIsChargedByEachInTurn() {
    Ask ask = new Ask(List.of(shared), 1, NOON);
    List<Answer> answers = run(fresh(), ask, ask, ask, ask);
    assertThat(answers).extracting(Answer::granted).containsExactly(true, true, true, false);
    assertThat(answers)
        .extracting(answer -> answer.levels().get(0).remaining())
        .containsExactly(2L, 1L, 0L, 0L);
    assertThat(remaining(shared)).isZero();
  }

  @Test
  void aRequestThatIsRefusedChargesNothingAndThoseAfterItAreDecidedForThemselves() {
    Ask both = new Ask(List.of(shared, one), 1, NOON);
    List<Answer> answers = run(fresh(), both, both, new Ask(List.of(other, shared), 2, NOON));
    assertThat(answers).extracting(Answer::granted).containsExactly(true, false, true);
    assertThat(answers.get(1).levels()).extracting(Level::remaining).containsExactly(2L, 0L);
    assertThat(remaining(shared)).isZero();
    assertThat(remaining(one)).isZero();
    assertThat(remaining(other)).isEqualTo(1);
  }

  @Test
  void eachRequestHasItsOwnMoment() {
    Bucket quick = TokenBucketsContract.fresh("quick", Rate.perSecond(1, 1));
    List<Answer> answers =
        run(
            fresh(),
            new Ask(List.of(quick), 1, NOON),
            new Ask(List.of(quick), 1, NOON + SECOND - 1),
            new Ask(List.of(quick), 1, NOON + SECOND));
    assertThat(answers).extracting(Answer::granted).containsExactly(true, false, true);
    assertThat(answers.get(1).decision(1)).hasFieldOrPropertyWithValue("delay", 1L);
  }

  @Test
  void aTripThatIsToldTwiceIsChargedOnceAndAnsweredAlike() {
    Ask two = new Ask(List.of(shared), 2, NOON);
    String mark = fresh();
    List<Answer> first = run(mark, two, two, new Ask(List.of(one), 1, NOON));
    List<Answer> again = run(mark, two, two, new Ask(List.of(one), 1, NOON));
    assertThat(first).extracting(Answer::granted).containsExactly(true, false, true);
    assertThat(again).extracting(Answer::granted).containsExactly(true, false, true);
    assertThat(remaining(shared)).isEqualTo(1);
    assertThat(remaining(one)).isZero();
  }

  @Test
  void bucketsThatShareAShardAreKeptAsLongAsTheLongest() {
    Bucket day = TokenBucketsContract.fresh("day", new Rate(1, Duration.ofDays(1), 1));
    String shard = Place.of(day.key(), REDIS).shard();
    BucketKey neighbour =
        IntStream.range(0, 10_000_000)
            .mapToObj(i -> new BucketKey("neighbour", Integer.toString(i)))
            .filter(key -> Place.of(key, REDIS).shard().equals(shard))
            .findFirst()
            .orElseThrow();
    Bucket brief = new Bucket(neighbour, Rate.perSecond(1, 1));
    Stream.of(day, brief).forEach(bucket -> new RedisTokenBuckets(REDIS).forget(bucket.key()));
    REDIS.write(client -> client.getKeys().deleteAsync(shard));
    run(fresh(), new Ask(List.of(day), 1, NOON), new Ask(List.of(brief), 1, NOON));
    long millis = REDIS.<Long>read(client -> client.getBucket(shard).remainTimeToLiveAsync());
    assertThat(Duration.ofMillis(millis)).isGreaterThan(Duration.ofHours(23));
  }
}
