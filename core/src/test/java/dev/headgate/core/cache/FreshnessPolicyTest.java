package dev.headgate.core.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.headgate.core.cache.FreshnessPolicy.Ground;
import dev.headgate.core.http.Body;
import dev.headgate.core.http.Headers;
import dev.headgate.core.http.Target;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FreshnessPolicyTest {
  private static final String SHA = "0123456789abcdef0123456789abcdef01234567";
  private static final String SHA256 = SHA + "0123456789abcdef01234567";
  private static final String REPO = "/repos/o/r";
  private static final FreshnessPolicy ALWAYS_ASK = FreshnessPolicy.of(Freshness.REVALIDATE);
  private static final FreshnessPolicy MAX_AGE = FreshnessPolicy.of(Freshness.MAX_AGE);
  private static final FreshnessPolicy WISHED =
      new FreshnessPolicy(
          path -> path.startsWith("/orgs/") ? Freshness.MAX_AGE : Freshness.REVALIDATE,
          true,
          Duration.ofSeconds(5),
          Duration.ofSeconds(30));

  @Test
  void asksGitHubAlwaysUnlessMaxAgeIsWanted() {
    String fields = "private, max-age=60, s-maxage=60";
    assertThat(aged(ALWAYS_ASK, REPO, fields, 0)).isEqualTo(Ground.NONE);
    assertThat(aged(MAX_AGE, REPO, fields, 59)).isEqualTo(Ground.MAX_AGE);
    assertThat(aged(MAX_AGE, REPO, fields, 60)).isEqualTo(Ground.NONE);
    assertThat(aged(MAX_AGE, REPO, fields, -5)).isEqualTo(Ground.MAX_AGE);
    assertThat(aged(MAX_AGE, REPO, "no-cache", 0)).isEqualTo(Ground.NONE);
  }

  @Test
  void trustsMaxAgeByPath() {
    assertThat(aged(WISHED, "/orgs/o", "max-age=60", 59)).isEqualTo(Ground.MAX_AGE);
    assertThat(aged(WISHED, REPO, "max-age=60", 59)).isEqualTo(Ground.NONE);
    assertThat(ALWAYS_ASK.possible(Target.parse("/orgs/o"))).isFalse();
    assertThat(MAX_AGE.possible(Target.parse("/orgs/o"))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/repos/o/r/git/commits/@",
        "/repos/o/r/git/blobs/@",
        "/repos/o/r/git/trees/@",
        "/repos/o/r/git/trees/@?recursive=1",
        "/repos/o/r/git/tags/@",
        "/repositories/7/git/tags/@",
        "/repos/o/r/commits/@",
        "/repos/o/r/commits/@?page=2&per_page=100",
        "/repos/o/r/compare/@...@",
        "/repos/o/r/contents?ref=@",
        "/repos/o/r/contents/a/b%2Fc.txt?ref=@",
        "/repos/o/r/readme?ref=@",
        "/repos/o/r/readme/docs?ref=@"
      })
  void whatAFullHashNamesCannotChange(String target) {
    for (String sha : new String[] {SHA, SHA.toUpperCase(java.util.Locale.ROOT), SHA256}) {
      assertThat(ground(WISHED, target.replace("@", sha), "{}")).isEqualTo(Ground.IMMUTABLE);
      assertThat(ground(ALWAYS_ASK, target.replace("@", sha), "{}")).isEqualTo(Ground.NONE);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/repos/o/r/commits/@/status",
        "/repos/o/r/commits/@/statuses",
        "/repos/o/r/commits/@/check-runs",
        "/repos/o/r/commits/@/check-suites",
        "/repos/o/r/commits/@/pulls",
        "/repos/o/r/commits/@/comments",
        "/repos/o/r/commits/@/branches-where-head",
        "/repos/o/r/commits/@?since=2026",
        "/repos/o/r/commits/0123456",
        "/repos/o/r/commits/main",
        "/repos/o/r/commits/0@",
        "/repos/o/r/commits/@0",
        "/repos/o/r/commits?sha=@",
        "/repos/o/r/statuses/@",
        "/repos/o/r/git/refs/@",
        "/repos/o/r/git/ref/heads/@",
        "/repos/o/r/git/matching-refs/@",
        "/repos/o/r/compare/@...main",
        "/repos/o/r/compare/main...@",
        "/repos/o/r/compare/@..@",
        "/repos/o/r/contents/a.txt",
        "/repos/o/r/contents/a.txt?ref=main",
        "/repos/o/r/contents/a.txt?ref=0123456",
        "/repos/o/r/contents/a.txt?ref=@&ref=main",
        "/repos/o/r/contents/a.txt?ref=main&ref=@",
        "/repos/o/r/contents/a.txt?ref=@&ref[]=main",
        "/repos/o/r/contents/a.txt?ref=@&%72ef=main",
        "/repos/o/r/contents/a.txt?path=@",
        "/repos/o/r/commits/@?ref=@",
        "/repos/o/r/branches/@",
        "/gists/7/@",
        "/search/commits?q=@",
        "/users/commits/@",
        "/repos/o/r"
      })
  void nothingElseIsTakenToBeImmutable(String target) {
    assertThat(ground(WISHED, target.replace("@", SHA), "{}")).isEqualTo(Ground.NONE);
  }

  @Test
  void contentsWithATokenThatExpiresAreNotKeptForever() {
    String contents = REPO + "/contents/a.txt?ref=" + SHA;
    String secret = "{\"download_url\":\"https://raw.example.com/a.txt?token=ABC\"}";
    assertThat(ground(WISHED, contents, secret)).isEqualTo(Ground.NONE);
    assertThat(ground(WISHED, contents, secret.replace("token", "t"))).isEqualTo(Ground.IMMUTABLE);
    assertThat(ground(WISHED, REPO + "/git/blobs/" + SHA, "?token=")).isEqualTo(Ground.IMMUTABLE);
  }

  @Test
  void aMissingObjectMayAppear() {
    Representation missing = known(404, Headers.NONE, "{}");
    Grant grant = Samples.grant("a", missing, Samples.NOON);
    Target target = Target.parse(REPO + "/git/blobs/" + SHA);
    assertThat(WISHED.ground(target, grant, missing, Duration.ZERO, Samples.NOON))
        .isEqualTo(Ground.NONE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/events",
        "/repos/o/r/events",
        "/networks/o/r/events",
        "/orgs/o/events",
        "/users/u/events",
        "/users/u/events/public",
        "/users/u/events/orgs/o",
        "/users/u/received_events",
        "/users/u/received_events/public",
        "/notifications",
        "/notifications?all=true",
        "/repos/o/r/notifications"
      })
  void aFeedIsLeftAloneForAsLongAsGitHubWishes(String feed) {
    assertThat(polled(feed, "60", 59)).isEqualTo(Ground.POLL_INTERVAL);
    assertThat(polled(feed, "60", 60)).isEqualTo(Ground.NONE);
    assertThat(polled(feed, "120", 119)).isEqualTo(Ground.POLL_INTERVAL);
    assertThat(ALWAYS_ASK.possible(Target.parse(feed))).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"'',1", "-5,0", "x,0", "99999999999,0", "1e3,0", "0,0", "86400,3600"})
  void anIntervalThatMakesNoSenseIsNone(String interval, long age) {
    assertThat(polled("/events", interval, age)).isEqualTo(Ground.NONE);
  }

  @Test
  void onlyFeedsAreLeftAlone() {
    assertThat(polled(REPO + "/issues/events", "60", 1)).isEqualTo(Ground.NONE);
    assertThat(polled(REPO + "/contents/events", "60", 1)).isEqualTo(Ground.NONE);
    assertThat(polled("/notifications/threads/7", "60", 1)).isEqualTo(Ground.NONE);
  }

  @Test
  void theLongerOfMaxAgeAndIntervalHolds() {
    Headers fields = Headers.of("Cache-Control", "max-age=60", "X-Poll-Interval", "120");
    assertThat(ground(MAX_AGE, "/events", fields, 30)).isEqualTo(Ground.MAX_AGE);
    assertThat(ground(MAX_AGE, "/events", fields, 119)).isEqualTo(Ground.POLL_INTERVAL);
  }

  @Test
  void a404StandsInTwiceAsLongEachTime() {
    assertThat(WISHED.negativeTtl(0)).isZero();
    assertThat(WISHED.negativeTtl(1)).isEqualTo(Duration.ofSeconds(5));
    assertThat(WISHED.negativeTtl(2)).isEqualTo(Duration.ofSeconds(10));
    assertThat(WISHED.negativeTtl(3)).isEqualTo(Duration.ofSeconds(20));
    assertThat(WISHED.negativeTtl(4)).isEqualTo(Duration.ofSeconds(30));
    assertThat(WISHED.negativeTtl(1_000_000)).isEqualTo(Duration.ofSeconds(30));
    assertThat(MAX_AGE.negativeTtl(9)).isZero();
  }

  @Test
  void nothingBut404StandsInForTheNext() {
    for (int status : new int[] {200, 301, 410}) {
      assertThat(standingIn(status, 1)).isEqualTo(Ground.NONE);
    }
    assertThat(standingIn(404, 4)).isEqualTo(Ground.NEGATIVE_TTL);
    assertThat(standingIn(404, 5)).isEqualTo(Ground.NONE);
  }

  @Test
  void namesTheBoundThatIsWrong() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> negative(-1, 1))
        .withMessageStartingWith("negativeTtl");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> negative(2, 1))
        .withMessageStartingWith("negativeMaxTtl: PT1S (expected: at least");
  }

  private static FreshnessPolicy negative(long first, long most) {
    return new FreshnessPolicy(
        path -> Freshness.REVALIDATE, false, Duration.ofSeconds(first), Duration.ofSeconds(most));
  }

  private static Ground standingIn(int status, long age) {
    Representation known = known(status, Headers.NONE, "{}");
    Grant grant = Samples.grant("a", known, Samples.NOON);
    Instant now = Samples.NOON.plusSeconds(age);
    return WISHED.ground(Target.parse(REPO), grant, known, Duration.ofSeconds(5), now);
  }

  private static Ground aged(
      FreshnessPolicy policy, String target, String cacheControl, long seconds) {
    return ground(policy, target, Headers.of("Cache-Control", cacheControl), seconds);
  }

  private static Ground polled(String target, String interval, long seconds) {
    return ground(ALWAYS_ASK, target, Headers.of("X-Poll-Interval", interval), seconds);
  }

  private static Ground ground(
      FreshnessPolicy policy, String target, Headers fields, long seconds) {
    Representation known = known(200, fields, "[]");
    Grant grant =
        Grant.received(
            Samples.grant("a", known, Samples.NOON).identity(),
            known,
            fields,
            Grant.asked(Headers.NONE),
            Samples.NOON);
    Instant now = Samples.NOON.plusSeconds(seconds);
    return policy.ground(Target.parse(target), grant, known, Duration.ZERO, now);
  }

  private static Ground ground(FreshnessPolicy policy, String target, String body) {
    Representation known = known(200, Headers.NONE, body);
    Grant grant = Samples.grant("a", known, Samples.NOON);
    Instant later = Samples.NOON.plus(Duration.ofDays(6));
    return policy.ground(Target.parse(target), grant, known, Duration.ZERO, later);
  }

  private static Representation known(int status, Headers fields, String body) {
    return Representation.received(
        status,
        fields,
        new Body(body.getBytes(StandardCharsets.UTF_8)),
        Headers.NONE,
        Samples.NOON);
  }
}
