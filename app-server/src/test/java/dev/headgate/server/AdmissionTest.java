package dev.headgate.server;

import static dev.headgate.server.testing.MirrorFixture.cache;
import static dev.headgate.server.testing.MirrorFixture.field;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.core.ManualTime;
import dev.headgate.github.simulator.RecordedRequest;
import dev.headgate.github.simulator.SimulatorOptions;
import dev.headgate.server.testing.MirrorFixture;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** With GITHUB_USERS set, only those are served whom GitHub names as one of them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AdmissionTest {
  private static final String PATH = "/repos/octo/guarded";

  private final ManualTime clock = new ManualTime(Instant.now());
  private final MirrorFixture mirror =
      MirrorFixture.start(SimulatorOptions.DEFAULTS, clock, "GITHUB_USERS", "Alice:acme,carol");

  @AfterAll
  void close() {
    mirror.close();
  }

  @Test
  void oneOnTheListIsServed() {
    mirror.github().mapToken("ghp_alice1", "alice");

    HttpResponse<String> answer = mirror.get(PATH, "ghp_alice1");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).contains("octo/guarded");
  }

  @Test
  void anybodyElseIsRefused() {
    mirror.github().mapToken("ghp_mallory", "mallory");

    HttpResponse<String> answer = mirror.get(PATH + "?mallory", "ghp_mallory");

    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(field(answer, "Content-Type")).startsWith("application/json");
    assertThat(answer.body()).contains("\"message\"").doesNotContain("full_name");
    assertThat(mirror.upstream(PATH + "?mallory")).isEmpty();
    assertThat(mirror.send("POST", PATH + "/issues", "ghp_mallory", "{}").statusCode())
        .isEqualTo(403);
  }

  @Test
  void anAnonymousCallIsRefusedWithoutAskingGitHub() {
    int asked = mirror.upstream().size();

    assertThat(mirror.get(PATH, "").statusCode()).isEqualTo(401);

    assertThat(mirror.upstream()).hasSize(asked);
  }

  @Test
  void aRevokedTokenIsRefused() {
    assertThat(mirror.get(PATH, "ghp_revoked1").statusCode()).isEqualTo(401);
  }

  @Test
  void anInstallationIsServedForItsAccount() {
    mirror.github().mapInstallation("ghs_acmes", 11);

    assertThat(mirror.get(PATH, "ghs_acmes").statusCode()).isEqualTo(200);
  }

  @Test
  void anInstallationOfAnotherAccountIsRefused() {
    try (MirrorFixture other = MirrorFixture.start("GITHUB_USERS", "alice")) {
      other.github().mapInstallation("ghs_acmes", 11);

      assertThat(other.get(PATH, "ghs_acmes").statusCode()).isEqualTo(403);
    }
  }

  @Test
  void askingWhoSomebodyIsAgainCostsNoQuota() {
    mirror.github().mapToken("ghp_carol", "carol");
    mirror.get(PATH, "ghp_carol");
    mirror.get(PATH, "ghp_carol");
    long spent = spentBy("carol core");
    long lookUps = lookUpsBy("carol");

    clock.advance(Duration.ofMinutes(6));
    assertThat(cache(mirror.get(PATH, "ghp_carol"))).isEqualTo("ONLINE_HIT");

    assertThat(lookUpsBy("carol")).as("asked again").isEqualTo(lookUps + 1);
    assertThat(spentBy("carol core")).isEqualTo(spent);
  }

  @Test
  void oneWhoseTokenWasRevokedIsShutOutSoon() {
    mirror.github().mapToken("ghp_leaver", "alice");
    assertThat(mirror.get("/zen", "ghp_leaver").statusCode()).isEqualTo(200);
    mirror.github().rotateToken("ghp_leaver", "ghp_stayer", true);

    clock.advance(Duration.ofMinutes(6));

    assertThat(mirror.get("/zen", "ghp_leaver").statusCode()).isEqualTo(401);
    assertThat(mirror.get("/zen", "ghp_stayer").statusCode()).isEqualTo(200);
  }

  @Test
  void ownEndpointsAnswerEverybody() {
    for (String path : List.of("/healthz", "/readyz", "/metrics", "/api/v1/health")) {
      assertThat(mirror.get(path, "").statusCode()).as(path).isEqualTo(200);
    }
  }

  private long spentBy(String principalAndResource) {
    return mirror.github().stats().spent().getOrDefault(principalAndResource, 0L);
  }

  private long lookUpsBy(String principal) {
    return mirror.upstream("/user").stream()
        .map(RecordedRequest::principal)
        .filter(principal::equals)
        .count();
  }
}
