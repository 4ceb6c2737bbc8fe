package dev.headgate.core.quota;

import dev.headgate.core.http.Headers;
import dev.headgate.core.http.HttpDate;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads limit signals off a response. */
final class Signals {
  private static final Pattern SECONDARY =
      Pattern.compile(
          "secondary rate|abuse detection|temporarily blocked from content creation"
              + "|#(?:about-)?secondary-rate-limits|#abuse-rate-limits",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern PRIMARY =
      Pattern.compile("API rate limit (?:already )?exceeded", Pattern.CASE_INSENSITIVE);
  private static final Pattern GRAPHQL_LIMITED =
      Pattern.compile("\"type\"\\s*:\\s*\"RATE_LIMIT(?:ED)?\"|\"graphql_rate_limit\"");
  private static final LimitSignal NONE = new LimitSignal.None();
  private static final int BODY_READ = 16 * 1024;

  /** Nobody is silenced for longer by one response, whatever it says. */
  private static final Duration LONGEST_PAUSE = Duration.ofDays(1);

  private Signals() {}

  static LimitSignal read(int status, Headers response, byte[] body, boolean graphql, Instant now) {
    if (status == 403 || status == 429) {
      return refused(status, response, text(body), now);
    }
    return status == 200 && graphql ? inside(response, GraphqlErrors.in(body), now) : NONE;
  }

  private static LimitSignal refused(int status, Headers response, String body, Instant now) {
    boolean secondary = SECONDARY.matcher(body).find();
    Optional<QuotaObservation> seen = QuotaObservation.in(response);
    boolean spent = seen.isPresent() && seen.get().remaining() == 0;
    boolean told = !secondary && PRIMARY.matcher(body).find();
    boolean primary = told || (spent && (secondary || status == 429 || !body.contains("message")));
    Optional<Instant> retryAfter = retryAfter(response, now);
    if (secondary || (retryAfter.isPresent() && !primary)) {
      return retryAfter
          .<LimitSignal>map(until -> new LimitSignal.Secondary(until, true))
          .orElseGet(() -> spent ? primary(seen, response, now) : unstated(now));
    }
    if (primary) {
      return primary(seen, response, now);
    }
    return status == 429 ? unstated(now) : NONE;
  }

  /** Only GitHub's own errors are read: the data beside them may quote anything. */
  private static LimitSignal inside(Headers response, String errors, Instant now) {
    if (errors.isEmpty()) {
      return NONE;
    }
    Optional<Instant> retryAfter = retryAfter(response, now);
    if (SECONDARY.matcher(errors).find()) {
      return retryAfter
          .<LimitSignal>map(until -> new LimitSignal.Secondary(until, true))
          .orElseGet(() -> unstated(now));
    }
    return GRAPHQL_LIMITED.matcher(errors).find()
        ? primary(QuotaObservation.in(response), response, now)
        : NONE;
  }

  /** All by GitHub's clock, as the end of a window is. */
  private static LimitSignal primary(
      Optional<QuotaObservation> seen, Headers response, Instant now) {
    Instant there = date(response).orElse(now);
    return new LimitSignal.Primary(
        seen.map(QuotaObservation::reset)
            .filter(there::isBefore)
            .or(() -> retryAfter(response, there).filter(there::isBefore))
            .orElseGet(() -> there.plus(LimitSignal.UNSTATED_PAUSE)));
  }

  private static Optional<Instant> date(Headers response) {
    String value = response.value("Date");
    return value == null ? Optional.empty() : HttpDate.parse(value);
  }

  private static LimitSignal unstated(Instant now) {
    return new LimitSignal.Secondary(now.plus(LimitSignal.UNSTATED_PAUSE), false);
  }

  /** Seconds, or a date, which is as far from now as from when GitHub answered. */
  static Optional<Instant> retryAfter(Headers response, Instant now) {
    String value = response.value("Retry-After");
    if (value == null) {
      return Optional.empty();
    }
    Instant latest = now.plus(LONGEST_PAUSE);
    try {
      long seconds = Math.max(0, Long.parseLong(value.strip()));
      return Optional.of(now.plusSeconds(Math.min(seconds, LONGEST_PAUSE.toSeconds())));
    } catch (NumberFormatException notSeconds) {
      Duration astray = Duration.between(date(response).orElse(now), now);
      return HttpDate.parse(value)
          .map(date -> date.plus(astray))
          .map(date -> date.isAfter(latest) ? latest : date);
    }
  }

  private static String text(byte[] body) {
    return new String(body, 0, Math.min(body.length, BODY_READ), StandardCharsets.UTF_8);
  }
}
