package dev.headgate.server.endpoint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.core.identity.Redactor;
import dev.headgate.github.simulator.Scenario;
import dev.headgate.github.simulator.SimulatorOptions;
import dev.headgate.runtime.configuration.LoggingSettings;
import dev.headgate.runtime.logging.Logging;
import dev.headgate.server.testing.MirrorFixture;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an operator is told of one request that he watches. */
class WatchEndpointsTest {
  private static final String TOKEN = "ghp_" + "w".repeat(36);
  private static final String ADMIN = "admin-token-0123456789";
  private static final String ALL = "/api/v1/debug/requests";

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final Logging logging = Logging.start(LoggingSettings.DEFAULTS, Redactor.FORMS, out);
  private final MirrorFixture mirror =
      MirrorFixture.start(
          SimulatorOptions.DEFAULTS, InstantSource.system(), "HEADGATE_ADMIN_TOKEN", ADMIN);

  @AfterEach
  @SuppressWarnings("resource")
  void close() {
    mirror.close();
    logging.close();
    Logging.start(LoggingSettings.DEFAULTS, Redactor.FORMS, System.err);
  }

  @Test
  void everyDecisionAboutAWatchedRequestIsLoggedAndNoneAboutOthers() {
    assertThat(admin("PUT", ALL + "/case-7?seconds=60").body()).contains("case-7");
    mirror.github().play(Scenario.outage(503).times(1).forPath("/repos/**"));

    mirror.get("/repos/octo/hello?access_token=" + TOKEN, TOKEN, "X-Request-ID", "case-7");
    mirror.get("/repos/octo/other", TOKEN, "X-Request-ID", "case-8");

    assertThat(decisions("case-7"))
        .contains("GET /repos/octo/hello", "by the cache")
        .contains("wants its turn: core of", "limits say: free", "admitted by all limits")
        .contains("circuit breaker: ")
        .contains("asks GitHub: GET /repos/octo/hello")
        .contains("GitHub answered 503", "tried again in")
        .contains("books 1 of 1 points held", "GitHub answered 200", "not tried again")
        .contains("answers 200, ONLINE_MISS")
        .doesNotContain("wwww");
    assertThat(decisions("case-8")).isEmpty();
  }

  @Test
  void whatAnswersFromACopyOrIsHeldBackIsToldToo() {
    mirror.get("/repos/octo/hello", TOKEN);
    admin("PUT", ALL + "/again");
    mirror.get("/repos/octo/hello", TOKEN, "X-Request-ID", "again");
    assertThat(decisions("again")).contains("conditionally", "books 0 of 1", "ONLINE_HIT");

    mirror.github().play(Scenario.secondary(Duration.ofSeconds(60)).times(1).forPath("/repos/**"));
    admin("PUT", ALL + "/held");
    mirror.get("/repos/octo/two", TOKEN, "X-Request-ID", "x", "Prefer", "wait=0");
    mirror.get("/repos/octo/three", TOKEN, "X-Request-ID", "held", "Prefer", "wait=0");
    assertThat(decisions("held"))
        .contains("limits say: secondary limit: paused", "refused, secondary limit: paused")
        .contains("answers 403, RATE_LIMITED_MISS");
  }

  @Test
  void onlyAnAdministratorMayWatchAndForget() {
    assertThat(mirror.send("PUT", ALL + "/mine", TOKEN, "").statusCode()).isIn(401, 403);
    assertThat(mirror.get(ALL, TOKEN).statusCode()).isIn(401, 403);
    admin("PUT", ALL + "/mine");
    assertThat(admin("GET", ALL).body()).contains("\"mine\":\"20");
    assertThat(admin("DELETE", ALL + "/mine").statusCode()).isEqualTo(204);
    assertThat(admin("GET", ALL).body()).isEqualTo("{\"requests\":{}}");
  }

  @ParameterizedTest
  @CsvSource({
    "/a%20b, id",
    "/a?seconds=0, seconds",
    "/a?seconds=3601, seconds",
    "/a?seconds=soon, seconds"
  })
  void refusesWhatCannotBeWatched(String path, String named) {
    HttpResponse<String> answer = admin("PUT", ALL + path);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains(named + ": ", "expected");
  }

  private HttpResponse<String> admin(String method, String path) {
    return mirror.send(
        mirror
            .request(path, "Authorization", "Bearer " + ADMIN)
            .method(method, BodyPublishers.noBody()));
  }

  private String decisions(String id) {
    return String.join(
        "\n",
        out.toString(UTF_8)
            .lines()
            .filter(line -> line.contains("headgate.decisions"))
            .filter(line -> line.contains(id))
            .toList());
  }
}
