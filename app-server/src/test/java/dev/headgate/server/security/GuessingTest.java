package dev.headgate.server.security;

import static dev.headgate.server.testing.MirrorFixture.field;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headgate.core.ManualTime;
import dev.headgate.github.simulator.SimulatorOptions;
import dev.headgate.server.access.Gatekeeper;
import dev.headgate.server.testing.MirrorFixture;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Attempts to find a secret by trying. The addresses are those that a trusted proxy tells. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GuessingTest {
  private static final String ADMIN = "a-token-of-the-administrator";
  private static final String KEY = "a-key-of-the-builders";
  private static final String CLOSED = "/api/v1/quotas";

  private final ManualTime clock = new ManualTime(Instant.parse("2026-11-21T10:00:00Z"));
  private final MirrorFixture mirror =
      MirrorFixture.start(
          SimulatorOptions.DEFAULTS,
          clock,
          "HEADGATE_ADMIN_TOKEN",
          ADMIN,
          "HEADGATE_API_KEYS",
          "ci:" + KEY,
          "GITHUB_TOKEN",
          "ghp_lent",
          "SERVER_TRUSTED_PROXIES",
          "127.0.0.1");

  @AfterAll
  void close() {
    mirror.close();
  }

  @Test
  void whoHoldsAWholeNetworkHasNoMoreTriesThanOneAddress() {
    for (int i = 0; i < Gatekeeper.WRONG_PER_MINUTE; i++) {
      assertThat(admin("guess-" + i, "2001:db8:1:2::" + i).statusCode()).isEqualTo(401);
    }

    assertThat(admin(ADMIN, "2001:db8:1:2:ffff::1").statusCode()).isEqualTo(429);
    assertThat(admin(ADMIN, "2001:db8:1:3::1").statusCode()).isEqualTo(200);
  }

  @Test
  void changingTheDoorGivesNoNewTries() {
    String address = "203.0.113.7";
    for (int i = 0; i < Gatekeeper.WRONG_PER_MINUTE; i++) {
      String guess = "guess-" + i;
      HttpResponse<String> answer =
          switch (i % 4) {
            case 0 -> admin(guess, address);
            case 1 -> keyed("/repos/o/r", guess, address);
            case 2 -> keyed("/api/v1/tasks", guess, address);
            default ->
                mirror.send(
                    "POST",
                    "/events",
                    "",
                    "{}",
                    "X-Headgate-Key",
                    guess,
                    "X-Forwarded-For",
                    address);
          };
      assertThat(answer.statusCode()).isEqualTo(401);
    }

    assertThat(admin(ADMIN, address).statusCode()).isEqualTo(429);
    assertThat(keyed("/repos/o/r", KEY, address).statusCode()).isEqualTo(429);
    assertThat(keyed("/api/v1/tasks", KEY, address).statusCode()).isEqualTo(429);
    assertThat(field(admin(ADMIN, address), "Retry-After")).isEqualTo("6");
  }

  @Test
  void aForgedAddressIsNotBelieved() {
    String address = "198.51.100.9";
    for (int i = 0; i < Gatekeeper.WRONG_PER_MINUTE; i++) {
      admin("guess-" + i, "10.9.8.%d, %s".formatted(i, address));
    }

    assertThat(admin(ADMIN, "10.9.8.200, " + address).statusCode()).isEqualTo(429);
  }

  @Test
  void eachTryIsEnteredWithItsAddressAndNothingOfTheSecret() {
    keyed("/repos/octo/guessed", "guessed-secret-1", "203.0.113.77");
    admin("guessed-secret-2", "203.0.113.77");

    await()
        .atMost(Duration.ofSeconds(40))
        .until(() -> audit().split("203\\.0\\.113\\.77", -1).length >= 3);
    assertThat(audit())
        .contains("GET /repos/octo/guessed", "GET " + CLOSED, "access.denied")
        .doesNotContain("guessed-secret");
  }

  @Test
  void theAnswerTellsNothingOfHowNearAGuessWas() {
    HttpResponse<String> far = admin("x", "203.0.113.50");
    HttpResponse<String> near = admin(ADMIN.substring(1), "203.0.113.51");
    HttpResponse<String> key = admin(KEY, "203.0.113.52");

    assertThat(normalised(near)).isEqualTo(normalised(far));
    assertThat(normalised(key)).isEqualTo(normalised(far));
  }

  private String audit() {
    return mirror.get("/api/v1/audit?limit=1000", ADMIN, "X-Forwarded-For", "192.0.2.1").body();
  }

  private HttpResponse<String> admin(String token, String address) {
    return mirror.get(CLOSED, token, "X-Forwarded-For", address);
  }

  private HttpResponse<String> keyed(String path, String key, String address) {
    return mirror.get(path, "", "X-Headgate-Key", key, "X-Forwarded-For", address);
  }

  private static String normalised(HttpResponse<String> answer) {
    return answer.statusCode() + answer.body().replaceAll("\"request_id\":\"[^\"]+\"", "");
  }
}
