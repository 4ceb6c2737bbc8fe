package dev.headgate.core.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.headgate.core.http.Headers;
import dev.headgate.core.http.Target;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CachePolicyTest {
  private static final CachePolicy POLICY = CachePolicy.DEFAULTS;
  private static final CachePolicy FRESH =
      new CachePolicy(1_000, Duration.ofHours(1), Freshness.MAX_AGE);
  private static final Target REPO = Target.parse("/repos/o/r");

  @Test
  void answersReadsFromTheCache() {
    assertThat(POLICY.cacheable(REPO, Headers.NONE)).isTrue();
    assertThat(POLICY.cacheable(REPO, Headers.of("Cache-Control", "no-cache"))).isTrue();
  }

  @Test
  void doesNotForPartsQuotasOneTimePasswordsAndWhoeverSaysNo() {
    assertThat(POLICY.cacheable(REPO, Headers.of("Range", "bytes=0-1"))).isFalse();
    assertThat(POLICY.cacheable(REPO, Headers.of("X-GitHub-OTP", "123456"))).isFalse();
    assertThat(POLICY.cacheable(REPO, Headers.of("Cache-Control", "no-store"))).isFalse();
    assertThat(POLICY.cacheable(Target.parse("/rate_limit"), Headers.NONE)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 301, 302, 307, 308, 404, 410})
  void storesAnswersThatLast(int status) {
    assertThat(POLICY.storable(REPO, status, Headers.NONE)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {201, 202, 204, 206, 304, 401, 403, 422, 429, 451, 500, 502, 503})
  void storesNoOthers(int status) {
    assertThat(POLICY.storable(REPO, status, Headers.of("Cache-Control", "max-age=60"))).isFalse();
  }

  @Test
  void storesNothingThatForbidsIt() {
    assertThat(POLICY.storable(REPO, 200, Headers.of("Cache-Control", "no-store"))).isFalse();
    assertThat(POLICY.storable(REPO, 200, Headers.of("Set-Cookie", "a=b"))).isFalse();
    assertThat(POLICY.storable(REPO, 200, Headers.of("Vary", "*"))).isFalse();
    assertThat(POLICY.storable(REPO, 200, Headers.of("Vary", "Accept", "Vary", "Cookie, *")))
        .isFalse();
    assertThat(POLICY.storable(REPO, 200, Headers.of("Vary", "Accept"))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/repos/o/r/tarball",
        "/repos/o/r/zipball/refs/heads/main",
        "/repos/o/r/actions/artifacts/7/zip",
        "/repos/o/r/actions/runs/7/logs",
        "/repos/o/r/actions/jobs/7/logs"
      })
  void storesNoRedirectToASignedUrl(String path) {
    assertThat(POLICY.storable(Target.parse(path), 302, Headers.NONE)).isFalse();
    assertThat(POLICY.storable(Target.parse(path), 404, Headers.NONE)).isTrue();
  }

  @Test
  void servesNoFreshCopyToWhoeverWantsToBeToldAnew() {
    assertThat(FRESH.everFresh(REPO, Headers.NONE)).isTrue();
    assertThat(FRESH.everFresh(REPO, Headers.of("Cache-Control", "max-age=60"))).isTrue();
    assertThat(FRESH.everFresh(REPO, Headers.of("Cache-Control", "no-cache"))).isFalse();
    assertThat(FRESH.everFresh(REPO, Headers.of("Cache-Control", "foo, max-age=0"))).isFalse();
    assertThat(POLICY.everFresh(REPO, Headers.NONE)).isFalse();
  }

  @Test
  void letsACopyStandInForAsLongAsItMay() {
    Grant grant = Samples.grant("a", aged("no-cache"), Samples.NOON);
    assertThat(FRESH.usableStale(grant, Samples.NOON.plusSeconds(3_600))).isTrue();
    assertThat(FRESH.usableStale(grant, Samples.NOON.plusSeconds(3_601))).isFalse();
  }

  @Test
  void namesTheBoundThatIsWrong() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new CachePolicy(-1, Duration.ZERO, Freshness.MAX_AGE))
        .withMessageStartingWith("maxBodyBytes");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new CachePolicy(1, Duration.ofSeconds(-1), Freshness.MAX_AGE))
        .withMessageStartingWith("maxStale");
  }

  private static Representation aged(String cacheControl) {
    Representation known = Samples.representation("a", "[1]", Samples.NOON);
    return known.withShared(known.shared().with("Cache-Control", cacheControl));
  }
}
