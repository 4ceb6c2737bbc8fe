package dev.headgate.github.simulator;

import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A fault or refusal that the simulator plays for matching requests.
 *
 * @param status the answer's status where the kind has a choice; 0 means the kind's usual one
 * @param retryAfter the wait that the answer names, if it names one
 * @param retryAfterAsDate whether that wait is written as a date instead of seconds
 * @param times how many requests it is played for; 0 means until it is cleared
 * @param principal only for this login, {@code installation-ID}, client id or address
 * @param path only for paths that match this glob ({@code *} one segment, {@code **} any)
 * @param method only for this method
 * @param bytesPerSecond speed of a slow answer
 * @param latency delay before a late answer
 * @param newForm for GraphQL, the error type {@code RATE_LIMIT} that GitHub sends since 2026
 */
public record Scenario(
    Kind kind,
    int status,
    @Nullable Duration retryAfter,
    boolean retryAfterAsDate,
    long times,
    @Nullable String principal,
    @Nullable String path,
    @Nullable String method,
    long bytesPerSecond,
    Duration latency,
    boolean newForm) {

  /** What happens. */
  public enum Kind {
    /** The primary quota is spent: remaining 0 and GitHub's message. */
    PRIMARY_EXHAUSTED(403),
    /** A secondary limit, with Retry-After if one is given. */
    SECONDARY(403),
    /** A secondary limit that only the body tells. */
    SECONDARY_WITHOUT_HEADERS(403),
    /** The old abuse detection text. */
    ABUSE(403),
    /** An error of GitHub's own: 500 in JSON, 502 to 504 as a page. */
    OUTAGE(503),
    /** The request is accepted and never answered. */
    HANG(0),
    /** The answer's body trickles. */
    SLOW(0),
    /** The connection closes half way through the announced body. */
    TRUNCATE(0),
    /** The connection is reset instead of an answer. */
    RESET_CONNECTION(0),
    /** GraphQL answers 200 with a rate limit error. */
    GRAPHQL_RATE_LIMITED(200),
    /** The answer comes late. */
    LATENCY(0);

    private final int usualStatus;

    Kind(int usualStatus) {
      this.usualStatus = usualStatus;
    }

    /** Whether the true answer is still sent, only differently. */
    boolean onlyDelivery() {
      return this == SLOW || this == TRUNCATE || this == LATENCY;
    }

    /** The name in the control API, such as {@code primary-exhausted}. */
    public String wireName() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  public Scenario {
    Objects.requireNonNull(kind, "scenario");
    if (status != 0 && kind.usualStatus == 0) {
      throw new IllegalArgumentException(
          "status: " + status + " (expected: none for " + kind.wireName() + ")");
    }
    if (kind == Kind.OUTAGE && status != 0 && (status < 500 || status > 599)) {
      throw new IllegalArgumentException("status: " + status + " (expected: 500 to 599)");
    }
    if (kind != Kind.OUTAGE
        && kind.usualStatus == 403
        && status != 0
        && status != 403
        && status != 429) {
      throw new IllegalArgumentException("status: " + status + " (expected: 403 or 429)");
    }
    if (times < 0) {
      throw new IllegalArgumentException("count: " + times + " (expected: 0 or more)");
    }
    if (kind == Kind.SLOW && bytesPerSecond < 1) {
      throw new IllegalArgumentException(
          "bytes_per_second: " + bytesPerSecond + " (expected: 1 or more)");
    }
    if (latency.isNegative()) {
      throw new IllegalArgumentException("latency_ms: " + latency + " (expected: 0 or more)");
    }
    if (retryAfter != null && retryAfter.isNegative()) {
      throw new IllegalArgumentException("retry_after: " + retryAfter + " (expected: 0 or more)");
    }
  }

  /** A scenario of this kind for every request until it is cleared. */
  public static Scenario of(Kind kind) {
    return new Scenario(
        kind,
        0,
        null,
        false,
        0,
        null,
        null,
        null,
        kind == Kind.SLOW ? 1_024 : 0,
        Duration.ZERO,
        false);
  }

  public static Scenario outage(int status) {
    return of(Kind.OUTAGE).withStatus(status);
  }

  public static Scenario slow(long bytesPerSecond) {
    Scenario it = of(Kind.SLOW);
    return new Scenario(
        it.kind, 0, null, false, 0, null, null, null, bytesPerSecond, it.latency, false);
  }

  public static Scenario latency(Duration latency) {
    return new Scenario(Kind.LATENCY, 0, null, false, 0, null, null, null, 0, latency, false);
  }

  public static Scenario secondary(@Nullable Duration retryAfter) {
    return new Scenario(
        Kind.SECONDARY, 0, retryAfter, false, 0, null, null, null, 0, Duration.ZERO, false);
  }

  public Scenario withStatus(int value) {
    return new Scenario(
        kind,
        value,
        retryAfter,
        retryAfterAsDate,
        times,
        principal,
        path,
        method,
        bytesPerSecond,
        latency,
        newForm);
  }

  public Scenario times(long value) {
    return new Scenario(
        kind,
        status,
        retryAfter,
        retryAfterAsDate,
        value,
        principal,
        path,
        method,
        bytesPerSecond,
        latency,
        newForm);
  }

  public Scenario forPrincipal(String value) {
    return new Scenario(
        kind,
        status,
        retryAfter,
        retryAfterAsDate,
        times,
        value,
        path,
        method,
        bytesPerSecond,
        latency,
        newForm);
  }

  public Scenario forPath(String glob) {
    return new Scenario(
        kind,
        status,
        retryAfter,
        retryAfterAsDate,
        times,
        principal,
        glob,
        method,
        bytesPerSecond,
        latency,
        newForm);
  }

  public Scenario forMethod(String value) {
    return new Scenario(
        kind,
        status,
        retryAfter,
        retryAfterAsDate,
        times,
        principal,
        path,
        value,
        bytesPerSecond,
        latency,
        newForm);
  }

  int answerStatus() {
    return status == 0 ? kind.usualStatus : status;
  }
}
