package dev.headgate.core.cache;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class InvalidationsTest {
  private final Invalidations invalidations = new Invalidations(5);

  @Test
  void tellsWhatCameAfterANumber() {
    long first = invalidations.add(ResourceSelection.exactly("/a"));
    long second = invalidations.add(ResourceSelection.beneath("/b"));
    assertThat(invalidations.since(5, "/a")).isTrue();
    assertThat(invalidations.since(first, "/a")).isFalse();
    assertThat(invalidations.since(first, "/b/c")).isTrue();
    assertThat(invalidations.since(second, "/b/c")).isFalse();
    assertThat(invalidations.since(5, "/c")).isFalse();
    assertThat(invalidations.since(Long.MAX_VALUE, "/a")).isFalse();
  }

  @Test
  void takesWhatItNoLongerRemembersForInvalidated() {
    long first = invalidations.add(ResourceSelection.exactly("/a"));
    for (int i = 0; i < 1024; i++) {
      invalidations.add(ResourceSelection.exactly("/x"));
    }
    assertThat(invalidations.since(first - 1, "/never")).isTrue();
    assertThat(invalidations.since(first, "/never")).isFalse();
  }

  @Test
  void takesEverythingBeforeAGapForInvalidated() {
    invalidations.add(ResourceSelection.exactly("/a"));
    invalidations.forget(100);
    assertThat(invalidations.since(99, "/never")).isTrue();
    assertThat(invalidations.since(100, "/never")).isFalse();
    assertThat(invalidations.number()).isEqualTo(100);
  }
}
