package dev.headgate.core.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Random calls on a store that takes the caller's time, and on the pure rule: they must agree. */
public interface TokenBucketsModelContract {

  TokenBuckets tokenBuckets();

  @Test
  default void agreesWithThePureRuleOnRandomCalls() {
    long seed = Long.getLong("headgate.seed", System.nanoTime());
    System.out.println("TokenBucketsModelContract: -Dheadgate.seed=" + seed);
    Random random = new Random(seed);
    long now = TokenBucketsContract.NOON;
    for (int round = 0; round < 20; round++) {
      now = agrees(now, random, "seed " + seed + ", round " + round);
    }
  }

  private long agrees(long start, Random random, String where) {
    TokenBuckets model = new ModelTokenBuckets();
    TokenBuckets actual = tokenBuckets();
    List<Bucket> all = randomBuckets(random);
    long now = start;
    for (int step = 0; step < 1_000; step++) {
      now += random.nextInt(4) == 0 ? random.nextLong(TokenBucketsContract.SECOND) : 0;
      List<Bucket> some = some(all, random);
      long permits = random.nextLong(1, random.nextInt(10) == 0 ? 60 : 5);
      String here = where + ", step " + step;
      switch (random.nextInt(8)) {
        case 0 ->
            assertThat(actual.levels(some, now))
                .as(here)
                .map(Level::remaining)
                .isEqualTo(model.levels(some, now).stream().map(Level::remaining).toList());
        case 1 ->
            assertThat(actual.take(some, permits, now))
                .as(here)
                .isEqualTo(model.take(some, permits, now));
        default ->
            assertSame(actual.acquire(some, permits, now), model.acquire(some, permits, now), here);
      }
      if (random.nextInt(200) == 0) {
        model.forget(some.get(0).key());
        actual.forget(some.get(0).key());
      }
    }
    return now;
  }

  private static void assertSame(Decision actual, Decision expected, String where) {
    assertThat(actual.getClass()).as(where).isEqualTo(expected.getClass());
    assertThat(actual.tightest().policy()).as(where).isEqualTo(expected.tightest().policy());
    assertThat(actual.tightest().remaining()).as(where).isEqualTo(expected.tightest().remaining());
    assertThat(actual.tightest().reset()).as(where).isEqualTo(expected.tightest().reset());
    if (actual instanceof Decision.Refused refused) {
      Decision.Refused model = (Decision.Refused) expected;
      assertThat(refused.delay()).as(where).isEqualTo(model.delay());
      assertThat(refused.violated()).as(where).isEqualTo(model.violated());
    }
  }

  private static List<Bucket> randomBuckets(Random random) {
    String subject = UUID.randomUUID().toString();
    List<Bucket> buckets = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      Duration per = Duration.ofNanos(random.nextLong(1, 10 * TokenBucketsContract.SECOND));
      long most = Math.min(50, per.toNanos() / 1_000);
      Rate rate = new Rate(Math.max(1, most), per.plusMillis(1), random.nextLong(1, 40));
      buckets.add(new Bucket(new BucketKey("policy-" + i, subject), rate));
    }
    return buckets;
  }

  private static List<Bucket> some(List<Bucket> all, Random random) {
    List<Bucket> shuffled = new ArrayList<>(all);
    Collections.shuffle(shuffled, random);
    return List.copyOf(shuffled.subList(0, 1 + random.nextInt(4)));
  }
}
