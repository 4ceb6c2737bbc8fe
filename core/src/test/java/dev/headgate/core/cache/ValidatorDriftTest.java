package dev.headgate.core.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ValidatorDriftTest {
  private static final Instant NOON = Samples.NOON;
  private static final Instant RIPE = NOON.plus(Duration.ofMinutes(10));

  private final ValidatorDrift drift = new ValidatorDrift();

  private void mismatch(int times, Instant now) {
    for (int i = 0; i < times; i++) {
      drift.mismatched(now);
    }
  }

  private void match(int times, Instant now) {
    for (int i = 0; i < times; i++) {
      drift.matched(now);
    }
  }

  @Test
  void trustsUntilTenMismatchesCameWithinAMinute() {
    assertThat(drift.trusted()).isTrue();
    mismatch(9, NOON);
    assertThat(drift.trusted()).isTrue();
    mismatch(1, NOON.plusSeconds(59));
    assertThat(drift.trusted()).isFalse();
  }

  @Test
  void forgivesMismatchesThatAreFarApart() {
    for (int minute = 0; minute < 20; minute++) {
      mismatch(9, NOON.plusSeconds(60L * minute));
    }
    assertThat(drift.trusted()).isTrue();
  }

  @Test
  void trustsAgainAfterTenMinutesAndThreeMatches() {
    mismatch(10, NOON);
    match(2, RIPE);
    assertThat(drift.trusted()).isFalse();
    match(1, RIPE);
    assertThat(drift.trusted()).isTrue();
  }

  @Test
  void doesNotCountMatchesWithinTheTenMinutes() {
    mismatch(10, NOON);
    match(50, RIPE.minusMillis(1));
    assertThat(drift.trusted()).isFalse();
    match(2, RIPE);
    assertThat(drift.trusted()).isFalse();
  }

  @Test
  void wantsThreeMatchesInARow() {
    mismatch(10, NOON);
    match(2, RIPE);
    mismatch(1, RIPE);
    match(2, RIPE);
    assertThat(drift.trusted()).isFalse();
    match(1, RIPE);
    assertThat(drift.trusted()).isTrue();
  }

  @Test
  void startsAfreshAfterRecovery() {
    mismatch(10, NOON);
    match(3, RIPE);
    mismatch(9, RIPE);
    assertThat(drift.trusted()).isTrue();
    mismatch(1, RIPE);
    assertThat(drift.trusted()).isFalse();
  }
}
