package dev.headgate.server.access;

import static dev.headgate.server.testing.MirrorFixture.field;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.core.ManualTime;
import dev.headgate.github.simulator.SimulatorOptions;
import dev.headgate.server.testing.MirrorFixture;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class WhoMayTest {
  private static final String ADMIN = "admin-token-0123456789";
  private static final String KEY = "key-of-ci-0123456789";
  private static final String CLOSED = "/api/v1/limits";
  private static final List<String> OPEN =
      List.of("/healthz", "/readyz", "/metrics", "/api/v1/metrics", "/api/v1/health");

  @Test
  void withoutSecretsALaptopIsOpen() {
    try (MirrorFixture mirror = MirrorFixture.start()) {
      assertThat(mirror.get(CLOSED, "").statusCode()).isEqualTo(200);
      assertThat(mirror.get("/api/v1/cache", "ghp_whatever").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void withoutSecretsAnyOtherServerIsClosedAndSaysWhatToSet() {
    try (MirrorFixture mirror =
        MirrorFixture.start("HEADGATE_PRESET", "production", "SERVER_HOST", "127.0.0.1")) {
      HttpResponse<String> refused = mirror.get(CLOSED, "");
      assertThat(refused.statusCode()).isEqualTo(403);
      assertThat(field(refused, "Content-Type")).isEqualTo("application/problem+json");
      assertThat(refused.body()).contains("HEADGATE_ADMIN_TOKEN");
      for (String open : OPEN) {
        assertThat(mirror.get(open, "").statusCode()).as(open).isEqualTo(200);
      }
    }
  }

  @Test
  void theAdministratorMayAndNobodyElse() {
    try (MirrorFixture mirror =
        MirrorFixture.start("HEADGATE_ADMIN_TOKEN", ADMIN, "HEADGATE_API_KEYS", "ci:" + KEY)) {
      assertThat(mirror.get(CLOSED, ADMIN).statusCode()).isEqualTo(200);
      assertThat(mirror.get("/api/v1/cache", ADMIN).statusCode()).isEqualTo(200);
      HttpResponse<String> nobody = mirror.get(CLOSED, "");
      assertThat(nobody.statusCode()).isEqualTo(401);
      assertThat(field(nobody, "WWW-Authenticate")).startsWith("Bearer");
      assertThat(mirror.get(CLOSED, "wrong-token-0123456789").statusCode()).isEqualTo(401);
      assertThat(mirror.get(CLOSED, "", "X-Headgate-Key", KEY).statusCode()).isEqualTo(403);
      assertThat(mirror.get(CLOSED, KEY).statusCode()).as("a key is no token").isEqualTo(401);
      for (String open : OPEN) {
        assertThat(mirror.get(open, "").statusCode()).as(open).isEqualTo(200);
      }
      assertThat(mirror.get("/api/v1/nothing", "").statusCode()).isEqualTo(404);
    }
  }

  @Test
  void keysAloneOpenNothingOfTheAdministrators() {
    try (MirrorFixture mirror = MirrorFixture.start("HEADGATE_API_KEYS", "ci:" + KEY)) {
      assertThat(mirror.get(CLOSED, "").statusCode()).isEqualTo(403);
      assertThat(mirror.get(CLOSED, "", "X-Headgate-Key", KEY).statusCode()).isEqualTo(403);
    }
  }

  @Test
  void nobodyFindsASecretByTrying() {
    ManualTime clock = new ManualTime(Instant.parse("2026-11-21T10:00:00Z"));
    try (MirrorFixture mirror =
        MirrorFixture.start(
            SimulatorOptions.DEFAULTS,
            clock,
            "HEADGATE_ADMIN_TOKEN",
            ADMIN,
            "HEADGATE_API_KEYS",
            "ci:" + KEY,
            "SERVER_TRUSTED_PROXIES",
            "127.0.0.1")) {
      for (int i = 0; i < Gatekeeper.WRONG_PER_MINUTE / 2; i++) {
        assertThat(from("203.0.113.1", mirror, "guess-" + i).statusCode()).isEqualTo(401);
        assertThat(
                mirror
                    .get(
                        "/repos/o/r",
                        "",
                        "X-Headgate-Key",
                        "guess-" + i,
                        "X-Forwarded-For",
                        "203.0.113.1")
                    .statusCode())
            .isEqualTo(401);
      }
      HttpResponse<String> barred = from("203.0.113.1", mirror, ADMIN);
      assertThat(barred.statusCode()).as("even the right one").isEqualTo(429);
      assertThat(field(barred, "Retry-After")).isEqualTo("6");
      HttpResponse<String> mirrored =
          mirror.get("/repos/o/r", "", "X-Headgate-Key", KEY, "X-Forwarded-For", "203.0.113.1");
      assertThat(mirrored.statusCode()).isEqualTo(429);
      assertThat(field(mirrored, "Retry-After")).isEqualTo("6");
      assertThat(from("203.0.113.2", mirror, ADMIN).statusCode()).isEqualTo(200);
      assertThat(
              mirror.get("/repos/octo/r", "ghp_x", "X-Forwarded-For", "203.0.113.1").statusCode())
          .as("who brings no secret of ours is not concerned")
          .isEqualTo(200);
      clock.advance(Duration.ofSeconds(6));
      assertThat(from("203.0.113.1", mirror, ADMIN).statusCode()).isEqualTo(200);
    }
  }

  private static HttpResponse<String> from(String address, MirrorFixture mirror, String token) {
    return mirror.get(CLOSED, token, "X-Forwarded-For", address);
  }
}
