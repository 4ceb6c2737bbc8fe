package dev.headgate.core.spending;

import dev.headgate.core.quota.QuotaAccount;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;

/** Made-up traffic on one account, looked at every five seconds. */
final class Traffic {
  static final Instant START = Instant.parse("2026-01-01T12:00:07Z");

  private final Random random;
  private final Consumption consumption;
  private QuotaAccount account;
  private Instant now = START;

  Traffic(long seed, long limit, Duration window) {
    random = new Random(seed);
    account = new QuotaAccount(limit, limit, START.plus(window), 0, null);
    consumption = new Consumption(account, now);
  }

  /** An hour's window of 5,000, by that seed. */
  static Traffic hourly(long seed) {
    return new Traffic(seed, 5_000, Duration.ofHours(1));
  }

  Instant now() {
    return now;
  }

  QuotaAccount account() {
    return account;
  }

  Pace pace() {
    return consumption.pace();
  }

  Forecast forecast() {
    return Forecast.of(account, pace(), now);
  }

  /** A new window begins. */
  void reset(Duration window) {
    account = new QuotaAccount(account.limit(), account.limit(), now.plus(window), 0, null);
  }

  /** Random arrivals (Poisson) for that long; the rate, per minute, is of the seconds since. */
  void flow(Duration time, DoubleUnaryOperator perMinute) {
    for (int second = 0; second < time.toSeconds(); second++) {
      spend(poisson(perMinute.applyAsDouble(second) / 60));
      now = now.plusSeconds(1);
      if (second % 5 == 4) {
        consumption.seen(account, now);
      }
    }
  }

  void steady(Duration time, double perMinute) {
    flow(time, second -> perMinute);
  }

  void spend(long points) {
    long left = Math.max(0, account.remaining() - points);
    account = new QuotaAccount(account.limit(), left, account.reset(), 0, null);
  }

  private int poisson(double mean) {
    double bound = Math.exp(-mean);
    int count = 0;
    for (double product = random.nextDouble(); product > bound; product *= random.nextDouble()) {
      count++;
    }
    return count;
  }
}
