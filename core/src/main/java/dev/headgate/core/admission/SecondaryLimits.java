package dev.headgate.core.admission;

import dev.headgate.core.limit.Gcra;
import dev.headgate.core.limit.Rate;
import java.time.Duration;

/**
 * GitHub's secondary limits as buckets that stay below them (GitHub Docs, "Rate limits for the REST
 * API", "About secondary rate limits").
 *
 * <p>GitHub counts per minute or hour, in windows that it does not tell. A bucket admits at most
 * its burst and its rate times the window in <em>any</em> window, so each is cut such that both
 * together are the limit; the burst is a third of it or less. In the long run that leaves some of a
 * limit per minute unused, which costs nothing: the quota per hour allows a tenth of it.
 *
 * @param concurrency how many requests of one principal may be under way
 * @param endpoint points per minute of one REST endpoint
 * @param graphql points per minute of GraphQL
 * @param createPerMinute content that is created, per minute
 * @param createPerHour content that is created, per hour
 * @param write the distance between writes
 * @param cpu milliseconds of GitHub's computing time per minute
 * @param graphqlCpu those of them that GraphQL may use
 * @param cpuPercent how much of the time that GitHub takes to answer is taken for computing time; 0
 *     where that is not limited
 */
public record SecondaryLimits(
    long concurrency,
    Gcra endpoint,
    Gcra graphql,
    Gcra createPerMinute,
    Gcra createPerHour,
    Gcra write,
    Gcra cpu,
    Gcra graphqlCpu,
    int cpuPercent) {
  /**
   * What GitHub documents: 900 and 2,000 points, 80 and 500 creations, a second, 90 and 60 seconds
   * of computing; and 90 under way where it allows 100, since it may see a request end later than
   * its sender does.
   */
  public static final SecondaryLimits DOCUMENTED =
      new SecondaryLimits(
          90,
          within(900, Duration.ofMinutes(1), 300),
          within(2000, Duration.ofMinutes(1), 600),
          within(80, Duration.ofMinutes(1), 20),
          within(500, Duration.ofHours(1), 100),
          Gcra.of(new Rate(1, Duration.ofSeconds(1), 1)),
          within(90_000, Duration.ofMinutes(1), 30_000),
          within(60_000, Duration.ofMinutes(1), 20_000),
          100);

  private static final Gcra UNBOUNDED = new Gcra(1, 1_000_000_000);

  /** Of a server that has none, but as many under way as elsewhere. */
  public static final SecondaryLimits NONE =
      new SecondaryLimits(
          90, UNBOUNDED, UNBOUNDED, UNBOUNDED, UNBOUNDED, UNBOUNDED, UNBOUNDED, UNBOUNDED, 0);

  public SecondaryLimits {
    if (concurrency < 1) {
      throw new IllegalArgumentException(
          "concurrency: %d (expected: at least 1)".formatted(concurrency));
    }
    if (cpuPercent < 0 || cpuPercent > 100) {
      throw new IllegalArgumentException(
          "cpuPercent: %d (expected: 0 to 100)".formatted(cpuPercent));
    }
  }

  /** A bucket that admits at most {@code limit} in any window, {@code burst} of them at once. */
  static Gcra within(long limit, Duration window, long burst) {
    return Gcra.of(new Rate(limit - burst, window, burst));
  }

  /** The same with so many under way. */
  public SecondaryLimits withConcurrency(long most) {
    return new SecondaryLimits(
        most,
        endpoint,
        graphql,
        createPerMinute,
        createPerHour,
        write,
        cpu,
        graphqlCpu,
        cpuPercent);
  }

  /** The same with so much of an answer's time taken for computing time. */
  public SecondaryLimits withCpuPercent(int percent) {
    return new SecondaryLimits(
        concurrency,
        endpoint,
        graphql,
        createPerMinute,
        createPerHour,
        write,
        cpu,
        graphqlCpu,
        percent);
  }
}
