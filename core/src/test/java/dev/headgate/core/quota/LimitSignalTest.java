package dev.headgate.core.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.core.http.Headers;
import dev.headgate.core.http.HttpDate;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LimitSignalTest {
  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
  private static final Instant RESET = NOW.plusSeconds(1_200);
  private static final LimitSignal NONE = new LimitSignal.None();
  private static final LimitSignal PRIMARY = new LimitSignal.Primary(RESET);
  private static final LimitSignal PRIMARY_GUESSED = new LimitSignal.Primary(NOW.plusSeconds(60));
  private static final LimitSignal CAUTION = new LimitSignal.Secondary(NOW.plusSeconds(60), false);

  private static final String EXCEEDED =
      "{\"message\":\"API rate limit exceeded for user ID 1.\",\"documentation_url\":"
          + "\"https://docs.github.com/rest/overview/rate-limits-for-the-rest-api\"}";
  private static final String EXCEEDED_ANONYMOUS =
      "{\"message\":\"API rate limit exceeded for 203.0.113.7. (But here's the good news: "
          + "Authenticated requests get a higher rate limit.)\"}";
  private static final String SECONDARY =
      "{\"message\":\"You have exceeded a secondary rate limit. Please wait a few minutes before"
          + " you try again.\"}";
  private static final String BLOCKED =
      "{\"message\":\"You have exceeded a secondary rate limit and have been temporarily blocked"
          + " from content creation. Please retry your request again later.\"}";
  private static final String ABUSE =
      "{\"message\":\"You have triggered an abuse detection mechanism. Please retry later.\"}";
  private static final String ABUSE_URL =
      "{\"message\":\"Slow down\",\"documentation_url\":"
          + "\"https://docs.github.com/rest#abuse-rate-limits\"}";
  private static final String SECONDARY_URL =
      "{\"message\":\"Slow down\",\"documentation_url\":\"https://docs.github.com/"
          + "rest/rate-limits#about-secondary-rate-limits\"}";
  private static final String FORBIDDEN =
      "{\"message\":\"Resource not accessible by integration\"}";
  private static final String RATE_LIMITED =
      "{\"errors\":[{\"type\":\"RATE_LIMITED\",\"message\":\"API rate limit exceeded\"}]}";
  private static final String RATE_LIMIT =
      "{\"data\":null,\"errors\":[{\"type\": \"RATE_LIMIT\",\"code\":\"graphql_rate_limit\","
          + "\"message\":\"API rate limit already exceeded for user ID 1.\"}]}";
  private static final String DATA = "{\"data\":{\"viewer\":{\"login\":\"octocat\"}}}";
  private static final String PARTIAL =
      "{\"data\":{\"a\":null},\"errors\":[{\"type\":\"NOT_FOUND\",\"message\":\"Not found\"}]}";
  private static final String QUOTING =
      "{\"data\":{\"issue\":{\"title\":\"You have exceeded a secondary rate limit\","
          + "\"errors\":\"RATE_LIMITED, API rate limit exceeded\"}},"
          + "\"errors\":[{\"type\":\"NOT_FOUND\",\"message\":\"Not found\"}]}";
  private static final String QUOTING_ESCAPED =
      "{\"data\":{\"title\":\"\\\"errors\\\":[{\\\"type\\\":\\\"RATE_LIMITED\\\"}]\"}}";

  record Case(
      String name,
      int status,
      Headers headers,
      String body,
      boolean graphql,
      LimitSignal expected) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Headers left(long remaining, String... more) {
    Headers.Builder headers =
        Headers.of(
            "x-ratelimit-limit",
            "5000",
            "x-ratelimit-remaining",
            Long.toString(remaining),
            "x-ratelimit-reset",
            Long.toString(RESET.getEpochSecond()))
            .toBuilder();
    return headers.addAll(Headers.of(more)).build();
  }

  private static Case rest(
      String name, int status, Headers headers, String body, LimitSignal expected) {
    return new Case(name + " (" + status + ")", status, headers, body, false, expected);
  }

  private static Case graphql(
      String name, int status, Headers headers, String body, LimitSignal expected) {
    return new Case("GraphQL: " + name, status, headers, body, true, expected);
  }

  private static LimitSignal stated(Instant until) {
    return new LimitSignal.Secondary(until, true);
  }

  private static Stream<Case> refusals(int status) {
    return Stream.of(
        rest("primary", status, left(0), EXCEEDED, PRIMARY),
        rest("primary, anonymous", status, left(0), EXCEEDED_ANONYMOUS, PRIMARY),
        rest("primary, some left by the fields", status, left(7), EXCEEDED, PRIMARY),
        rest("primary, no fields", status, Headers.NONE, EXCEEDED, PRIMARY_GUESSED),
        rest(
            "primary, no fields but Retry-After",
            status,
            Headers.of("Retry-After", "120"),
            EXCEEDED,
            new LimitSignal.Primary(NOW.plusSeconds(120))),
        rest("primary, no body", status, left(0), "", PRIMARY),
        rest("primary with Retry-After", status, left(0, "Retry-After", "9"), EXCEEDED, PRIMARY),
        rest(
            "secondary with seconds",
            status,
            left(4_000, "Retry-After", "30"),
            SECONDARY,
            stated(NOW.plusSeconds(30))),
        rest(
            "secondary with a date",
            status,
            left(4_000, "Retry-After", HttpDate.format(NOW.plusSeconds(90))),
            SECONDARY,
            stated(NOW.plusSeconds(90))),
        rest(
            "secondary with Retry-After while none is left",
            status,
            left(0, "Retry-After", "30"),
            SECONDARY,
            stated(NOW.plusSeconds(30))),
        rest("secondary while none is left", status, left(0), SECONDARY, PRIMARY),
        rest("secondary, some left, no Retry-After", status, left(4_000), SECONDARY, CAUTION),
        rest("secondary without any field", status, Headers.NONE, SECONDARY, CAUTION),
        rest("content creation", status, left(4_000), BLOCKED, CAUTION),
        rest("the old abuse text", status, left(4_000), ABUSE, CAUTION),
        rest("the old abuse anchor", status, left(4_000), ABUSE_URL, CAUTION),
        rest("the secondary anchor", status, left(4_000), SECONDARY_URL, CAUTION),
        rest(
            "Retry-After alone",
            status,
            left(4_000, "Retry-After", "5"),
            "{\"message\":\"Try later\"}",
            stated(NOW.plusSeconds(5))),
        rest(
            "Retry-After of years",
            status,
            Headers.of("Retry-After", "999999999"),
            SECONDARY,
            stated(NOW.plusSeconds(86_400))),
        rest(
            "Retry-After on a far day",
            status,
            Headers.of("Retry-After", "Fri, 31 Dec 9999 23:59:59 GMT"),
            SECONDARY,
            stated(NOW.plusSeconds(86_400))),
        rest(
            "Retry-After of less than nothing",
            status,
            Headers.of("Retry-After", "-5"),
            SECONDARY,
            stated(NOW)),
        rest(
            "Retry-After of no sense",
            status,
            left(4_000, "Retry-After", "soon"),
            SECONDARY,
            CAUTION));
  }

  static List<Case> cases() {
    Stream<Case> others =
        Stream.of(
            rest("a missing permission", 403, left(4_000), FORBIDDEN, NONE),
            rest("a missing permission while none is left", 403, left(0), FORBIDDEN, NONE),
            rest("no reason at all", 403, Headers.NONE, "", NONE),
            rest("no reason at all", 429, left(4_000), "{\"message\":\"no\"}", CAUTION),
            rest("none left and no telling text", 429, left(0), "{\"message\":\"no\"}", PRIMARY),
            rest("a window that ended", 403, ended(), EXCEEDED, PRIMARY_GUESSED),
            rest("success that used the last", 200, left(0), "[]", NONE),
            rest("a file that quotes the text", 200, left(9), SECONDARY, NONE),
            rest("not modified", 304, left(0), "", NONE),
            rest("not found", 404, left(0), EXCEEDED, NONE),
            rest("bad gateway", 502, left(0), SECONDARY, NONE),
            graphql("RATE_LIMITED", 200, left(0), RATE_LIMITED, PRIMARY),
            graphql("RATE_LIMITED, some left", 200, left(12), RATE_LIMITED, PRIMARY),
            graphql("RATE_LIMITED, no fields", 200, Headers.NONE, RATE_LIMITED, PRIMARY_GUESSED),
            graphql("RATE_LIMIT", 200, left(0), RATE_LIMIT, PRIMARY),
            graphql("valid data with none left", 200, left(0), DATA, NONE),
            graphql("partial data with none left", 200, left(0), PARTIAL, NONE),
            graphql("data that quotes the texts", 200, left(0), QUOTING, NONE),
            graphql("data that quotes an error", 200, left(0), QUOTING_ESCAPED, NONE),
            graphql("an error behind much data", 200, left(0), late(), PRIMARY),
            graphql(
                "secondary in a 200",
                200,
                left(100, "Retry-After", "30"),
                "{\"errors\":[" + SECONDARY + "]}",
                stated(NOW.plusSeconds(30))),
            graphql(
                "secondary in a 200 without Retry-After",
                200,
                left(100),
                "{\"errors\":[" + SECONDARY + "]}",
                CAUTION),
            graphql("secondary in a 403", 403, left(100), SECONDARY, CAUTION),
            rest("RATE_LIMITED told to REST", 200, left(0), RATE_LIMITED, NONE));
    return Stream.of(refusals(403), refusals(429), others).flatMap(cases -> cases).toList();
  }

  private static Headers ended() {
    return Headers.of(
        "x-ratelimit-limit",
        "5000",
        "x-ratelimit-remaining",
        "0",
        "x-ratelimit-reset",
        Long.toString(NOW.getEpochSecond() - 5));
  }

  private static String late() {
    return "{\"data\":{\"text\":\"" + "x".repeat(40_000) + "\"}," + RATE_LIMITED.substring(1);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void readsWhatGitHubMeans(Case given) {
    byte[] body = given.body().getBytes(StandardCharsets.UTF_8);
    assertThat(LimitSignal.of(given.status(), given.headers(), body, given.graphql(), NOW))
        .isEqualTo(given.expected());
  }

  /** Five minutes ahead of GitHub: a window's end stays GitHub's, a wait is as long as it said. */
  @Test
  void readsTimesByGitHubsClockWhereOursIsWrong() {
    Instant ours = NOW.plusSeconds(300);
    String date = HttpDate.format(NOW);
    byte[] primary = EXCEEDED.getBytes(StandardCharsets.UTF_8);
    byte[] secondary = SECONDARY.getBytes(StandardCharsets.UTF_8);
    Instant soon = NOW.plusSeconds(120);
    Headers window =
        Headers.of(
            "Date",
            date,
            "x-ratelimit-limit",
            "5000",
            "x-ratelimit-remaining",
            "0",
            "x-ratelimit-reset",
            Long.toString(soon.getEpochSecond()));
    assertThat(LimitSignal.of(403, window, primary, false, ours))
        .isEqualTo(new LimitSignal.Primary(soon));
    assertThat(LimitSignal.of(403, Headers.of("Date", date), primary, false, ours))
        .isEqualTo(new LimitSignal.Primary(NOW.plusSeconds(60)));
    Headers until = Headers.of("Date", date, "Retry-After", HttpDate.format(NOW.plusSeconds(90)));
    assertThat(LimitSignal.of(403, until, secondary, false, ours))
        .isEqualTo(stated(ours.plusSeconds(90)));
  }
}
