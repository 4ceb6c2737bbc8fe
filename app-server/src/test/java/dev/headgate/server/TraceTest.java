package dev.headgate.server;

import static dev.headgate.server.testing.MirrorFixture.field;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.core.ManualTime;
import dev.headgate.github.simulator.SimulatorOptions;
import dev.headgate.server.testing.MirrorFixture;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an answer says of its own making. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TraceTest {
  private static final String TOKEN = "ghp_traced";

  private final MirrorFixture mirror = MirrorFixture.start();

  @AfterAll
  void close() {
    mirror.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"abc-123", "1-67891233-abcdef012345678912345678", "trace/1:2@x.y_z+w="})
  void aRequestIdIsTakenOverReturnedAndPassedOn(String id) {
    HttpResponse<String> answer = mirror.get("/repos/octo/ids", TOKEN, "X-Request-ID", id);

    assertThat(answer.headers().allValues("X-Request-ID")).containsExactly(id);
    assertThat(mirror.lastUpstream().header("X-Request-ID")).contains(id);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "has space", "a;b", "<script>", "\"quoted\"", "{json}", "ümlaut"})
  void aBadRequestIdIsReplaced(String id) {
    HttpResponse<String> answer = mirror.get("/repos/octo/ids", TOKEN, "X-Request-ID", id);

    assertMade(answer);
  }

  @Test
  void aRequestIdThatIsTooLongIsReplaced() {
    assertMade(mirror.get("/repos/octo/ids", TOKEN, "X-Request-ID", "x".repeat(129)));
    String longest = "x".repeat(128);
    assertThat(field(mirror.get("/healthz", "", "X-Request-ID", longest), "X-Request-ID"))
        .isEqualTo(longest);
  }

  @Test
  void everyRequestWithoutAnIdGetsItsOwn() {
    HttpResponse<String> one = mirror.get("/repos/octo/ids", TOKEN);
    assertMade(one);
    HttpResponse<String> two = mirror.get("/repos/octo/ids", TOKEN);
    assertMade(two);
    assertThat(field(one, "X-Request-ID")).isNotEqualTo(field(two, "X-Request-ID"));
    assertThat(field(mirror.get("/api/v1/nothing", ""), "X-Request-ID")).isNotEmpty();
  }

  private void assertMade(HttpResponse<String> answer) {
    String made = field(answer, "X-Request-ID");
    assertThat(answer.headers().allValues("X-Request-ID")).hasSize(1);
    assertThat(made).matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    assertThat(mirror.lastUpstream().header("X-Request-ID")).contains(made);
  }

  @Test
  void everyAnswerSaysHowLongItTookInSeconds() {
    for (String path :
        new String[] {
          "/repos/octo/timed", "/healthz", "/api/v1/health", "/api/v1/x", "/repos/o/missing"
        }) {
      HttpResponse<String> answer = mirror.get(path, TOKEN);
      assertThat(field(answer, "X-Process-Time")).as(path).matches("\\d+\\.\\d{6}");
      assertThat(Double.parseDouble(field(answer, "X-Process-Time"))).isBetween(0.0, 30.0);
    }
  }

  @Test
  void theCachesPartIsToldInBothItsFields() {
    String path = "/repos/octo/statuses";
    HttpResponse<String> cold = mirror.get(path, TOKEN);
    assertThat(field(cold, "X-Cache")).isEqualTo("ONLINE_MISS");
    assertThat(field(cold, "Cache-Status"))
        .isEqualTo("headgate; fwd=uri-miss; fwd-status=200; stored");
    assertThat(field(cold, "Age")).isEmpty();

    HttpResponse<String> warm = mirror.get(path, TOKEN);
    assertThat(field(warm, "X-Cache")).isEqualTo("ONLINE_HIT");
    assertThat(field(warm, "Cache-Status")).isEqualTo("headgate; fwd=stale; fwd-status=304");
    assertThat(field(warm, "Age")).isEqualTo("0");

    HttpResponse<String> others = mirror.get(path, "ghp_another");
    assertThat(field(others, "X-Cache")).isEqualTo("ONLINE_HIT");
    assertThat(field(others, "Cache-Status")).isEqualTo("headgate; fwd=vary-miss; fwd-status=304");

    HttpResponse<String> written = mirror.send("PATCH", path, TOKEN, "{}");
    assertThat(field(written, "Cache-Status")).startsWith("headgate; fwd=method");
    assertThat(field(mirror.get("/healthz", ""), "X-Cache")).isEmpty();
  }

  @Test
  void aFreshHitIsAsOldAsGitHubsLastYes() {
    ManualTime clock = new ManualTime(Instant.now());
    try (MirrorFixture fresh =
        MirrorFixture.start(SimulatorOptions.DEFAULTS, clock, "CACHE_FRESHNESS", "max-age")) {
      String path = "/repos/octo/ageing";
      fresh.get(path, TOKEN);
      clock.advance(Duration.ofSeconds(41));
      HttpResponse<String> held = fresh.get(path, TOKEN);
      assertThat(field(held, "Cache-Status")).isEqualTo("headgate; hit");
      assertThat(field(held, "X-Cache")).isEqualTo("ONLINE_HIT");
      assertThat(field(held, "Age")).isEqualTo("41");

      clock.advance(Duration.ofSeconds(20));
      HttpResponse<String> asked = fresh.get(path, TOKEN);
      assertThat(field(asked, "Cache-Status")).isEqualTo("headgate; fwd=stale; fwd-status=304");
      assertThat(field(asked, "Age")).isEqualTo("0");
      assertThat(fresh.upstream(path)).hasSize(2);
    }
  }
}
