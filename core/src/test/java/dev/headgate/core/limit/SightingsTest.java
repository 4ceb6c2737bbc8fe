package dev.headgate.core.limit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SightingsTest {
  @Test
  void aKeyIsSeenAgainWithinATerm() {
    Sightings sightings = new Sightings();
    BucketKey key = new BucketKey("rule", "caller");
    assertThat(sightings.again(key, 0)).isFalse();
    assertThat(sightings.again(key, TokenLeases.TERM - 1)).isTrue();
    assertThat(sightings.again(key, 2 * TokenLeases.TERM)).isFalse();
  }

  @Test
  void keysThatAreAlwaysAskedForTogetherDoNotPushEachOtherOut() {
    for (int i = 0; i < 20_000; i++) {
      Sightings sightings = new Sightings();
      BucketKey rule = new BucketKey("rule", "all" + i);
      BucketKey caller = new BucketKey("caller", "one" + i);
      sightings.again(rule, 0);
      sightings.again(caller, 0);
      assertThat(sightings.again(rule, 1)).as("pair %d", i).isTrue();
      assertThat(sightings.again(caller, 1)).as("pair %d", i).isTrue();
    }
  }

  @Test
  void whoComesOnceIsForgotten() {
    Sightings sightings = new Sightings();
    BucketKey first = new BucketKey("rule", "first");
    sightings.again(first, 0);
    for (int i = 0; i < 100_000; i++) {
      sightings.again(new BucketKey("rule", "caller" + i), 0);
    }
    assertThat(sightings.again(first, 0)).isFalse();
  }
}
