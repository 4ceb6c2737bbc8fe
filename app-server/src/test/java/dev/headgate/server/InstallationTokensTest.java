package dev.headgate.server;

import static dev.headgate.server.testing.MirrorFixture.cache;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.core.ManualTime;
import dev.headgate.github.simulator.RecordedRequest;
import dev.headgate.github.simulator.Scenario;
import dev.headgate.github.simulator.SimulatorOptions;
import dev.headgate.server.testing.AppKeys;
import dev.headgate.server.testing.MirrorFixture;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The installations of the gateway's own App serve those who bring one of its API keys. */
class InstallationTokensTest {
  private static final String KEY = "the-key-of-ci-0123456789";
  private static final String ISSUE = "/repos/acme/widgets/issues/1";
  private static final String MINTING = "/app/installations/";

  private final ManualTime time = new ManualTime(Instant.parse("2026-05-01T12:00:00Z"));
  private final MirrorFixture mirror =
      MirrorFixture.start(
          SimulatorOptions.DEFAULTS.withClock(time),
          time,
          "HEADGATE_API_KEYS",
          "ci:" + KEY,
          "GITHUB_APP_ID",
          AppKeys.APP,
          "GITHUB_PRIVATE_KEY",
          AppKeys.pem(),
          "GITHUB_INSTALLATION_ID",
          "7");

  @BeforeEach
  void install() {
    mirror.github().registerApp(AppKeys.APP, AppKeys.publicKey());
    mirror.github().install(7, "acme");
  }

  @AfterEach
  void close() {
    mirror.close();
  }

  @Test
  void aKeyLendsAnInstallationsTokenThatIsMintedOnce() {
    mirror.github().grant("acme/private-plans", "installation-7");

    assertThat(lent("/repos/acme/private-plans").statusCode()).isEqualTo(200);
    assertThat(lent(ISSUE).statusCode()).isEqualTo(200);

    assertThat(mirror.lastUpstream().principal()).isEqualTo("installation-7");
    assertThat(mirror.lastUpstream().headers().toString()).doesNotContain(KEY);
    assertThat(minted()).isEqualTo(1);
  }

  @Test
  void onesOwnCredentialPassesAsItIsAndNeverMeetsTheGateways() {
    lent("/repos/acme/private-plans");
    mirror.github().mapToken("ghp_visitor", "visitor");

    HttpResponse<String> answer =
        mirror.get("/repos/acme/private-plans", "ghp_visitor", "X-Headgate-Key", KEY);
    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(mirror.lastUpstream().principal()).isEqualTo("visitor");

    mirror.get("/repos/octo/hello", "ghp_revoked", "X-Headgate-Key", KEY);
    assertThat(mirror.upstream("/repos/octo/hello"))
        .extracting(RecordedRequest::principal)
        .containsExactly("");
    assertThat(minted()).isEqualTo(1);
  }

  @Test
  void withoutAKeyNothingIsLent() {
    assertThat(mirror.get(ISSUE, "").statusCode()).isEqualTo(200);

    assertThat(mirror.lastUpstream().principal()).isEqualTo("127.0.0.1");
    assertThat(minted()).isZero();
  }

  @Test
  void renewalLeavesTheCacheWarmAndTheQuotaWithOnePayer() {
    String first = lent(ISSUE).body();
    time.advance(Duration.ofMinutes(51));

    assertThat(lent(ISSUE).statusCode()).isEqualTo(200);
    Awaitility.await().until(() -> minted() == 2);
    long spent = spent();
    Awaitility.await()
        .untilAsserted(() -> {
          lent(ISSUE);
          assertThat(bearers()).hasSizeGreaterThanOrEqualTo(2);
        });
    HttpResponse<String> renewed = lent(ISSUE);

    assertThat(cache(renewed)).isEqualTo("ONLINE_HIT");
    assertThat(renewed.body()).isEqualTo(first);
    assertThat(spent()).isEqualTo(spent);
    assertThat(mirror.upstream(ISSUE))
        .extracting(RecordedRequest::principal)
        .containsOnly("installation-7");
    assertThat(mirror.github().stats().toString()).doesNotContain("ghs_");
  }

  @Test
  void aRevokedTokenIsReplacedOnceAndTheCallerNeverSeesIt() {
    lent(ISSUE);
    time.advance(Duration.ofMinutes(2));
    assertThat(mirror.github().revokeTokens(7)).isEqualTo(1);

    HttpResponse<String> answer = lent(ISSUE);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(minted()).isEqualTo(2);
    assertThat(lent("/repos/acme/widgets").statusCode()).isEqualTo(200);
    assertThat(minted()).isEqualTo(2);
  }

  @Test
  void aWriteWhoseBodyIsGoneIsNotRepeatedButTheNextHasANewToken() {
    lent(ISSUE);
    time.advance(Duration.ofMinutes(2));
    mirror.github().revokeTokens(7);

    assertThat(post().statusCode()).isEqualTo(401);
    time.advance(Duration.ofSeconds(5));
    assertThat(post().statusCode()).isEqualTo(201);
    assertThat(minted()).isEqualTo(2);
    assertThat(mirror.upstream("/repos/acme/widgets/issues"))
        .filteredOn(sent -> sent.method().equals("POST"))
        .hasSize(2);
  }

  @Test
  void whereTheTokenCannotBeRenewedACopyServesAndElseAnErrorThatSaysWhy() {
    String first = lent(ISSUE).body();
    time.advance(Duration.ofMinutes(70));
    mirror.github().play(Scenario.outage(500).forPath("/app/**"));

    HttpResponse<String> stale = lent(ISSUE);
    assertThat(stale.statusCode()).isEqualTo(200);
    assertThat(stale.body()).isEqualTo(first);
    assertThat(cache(stale)).isEqualTo("API_ERROR_HIT");
    HttpResponse<String> none = lent("/repos/acme/other");
    assertThat(none.statusCode()).isEqualTo(503);
    assertThat(none.body()).contains("\"message\"").contains("no token of its own");
    assertThat(none.headers().firstValue("Retry-After")).isPresent();
    assertThat(mirror.upstream("/repos/acme/other")).isEmpty();
  }

  @Test
  void anInstallationThatWasRemovedIsToldAndAskedForSeldom() {
    lent(ISSUE);
    mirror.github().uninstall(7);
    time.advance(Duration.ofMinutes(70));

    assertThat(lent("/repos/acme/other").statusCode()).isEqualTo(503);
    assertThat(lent("/repos/acme/other").body()).contains("no installation 7");
    assertThat(minted()).isEqualTo(2);
  }

  private HttpResponse<String> lent(String path) {
    return mirror.get(path, "", "X-Headgate-Key", KEY);
  }

  private HttpResponse<String> post() {
    return mirror.send(
        "POST",
        "/repos/acme/widgets/issues",
        "",
        "{\"title\":\"a\"}",
        "X-Headgate-Key",
        KEY,
        "Content-Type",
        "application/json");
  }

  private long minted() {
    return mirror.upstream(MINTING).size();
  }

  private List<String> bearers() {
    return mirror.upstream(ISSUE).stream()
        .map(sent -> sent.header("Authorization").orElse(""))
        .distinct()
        .toList();
  }

  private long spent() {
    return mirror.github().stats().spent().entrySet().stream()
        .filter(entry -> entry.getKey().contains("installation-7"))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }
}
