package dev.headgate.github.simulator;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** What the endpoints share: the clients' changes, access, numeric paths. */
record World(Changes changes, Access access, NumericIds ids) {
  private static final Instant GENESIS = Instant.parse("2025-01-01T00:00:00Z");

  /** The moment at which generated object number {@code n} was last changed. */
  static Instant moment(long n) {
    return GENESIS.plus(Duration.ofMinutes(n % 500_000));
  }

  /** A time as GitHub writes it. */
  static String timestamp(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
