package dev.headgate.server.endpoint;

import static dev.headgate.server.testing.MirrorFixture.cache;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.server.testing.MirrorFixture;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CacheEndpointsTest {
  private static final String[] PATHS = {
    "/repos/octo/one", "/repos/octo/one/issues?per_page=3", "/repos/octo/onemore"
  };

  private final MirrorFixture mirror = MirrorFixture.start();

  @AfterAll
  void close() {
    mirror.close();
  }

  @BeforeEach
  void fill() {
    for (String path : PATHS) {
      mirror.get(path, "ghp_cached");
      assertThat(outcome(path)).isEqualTo("ONLINE_HIT");
    }
  }

  private String outcome(String path) {
    return cache(mirror.get(path, "ghp_cached"));
  }

  private HttpResponse<String> forget(String path) {
    return mirror.send("DELETE", "/api/v1/cache?path=" + path, "", "");
  }

  @Test
  void tellsHowFullItIs() {
    assertThat(mirror.get("/api/v1/cache", "").body())
        .contains("\"objects\":3")
        .containsPattern("\"bytes\":[1-9]\\d+");
  }

  @Test
  void forgetsOnePath() {
    assertThat(forget("/repos/octo/one").body()).isEqualTo("{\"invalidated\":1}");
    assertThat(outcome(PATHS[0])).isEqualTo("ONLINE_MISS");
    assertThat(outcome(PATHS[1])).isEqualTo("ONLINE_HIT");
  }

  @Test
  void forgetsWhatLiesBeneath() {
    assertThat(forget("/repos/octo/one/**").body()).isEqualTo("{\"invalidated\":2}");
    assertThat(outcome(PATHS[1])).isEqualTo("ONLINE_MISS");
    assertThat(outcome(PATHS[2])).isEqualTo("ONLINE_HIT");
  }

  @Test
  void forgetsEverything() {
    assertThat(forget("/**").body()).isEqualTo("{\"invalidated\":3}");
    assertThat(forget("/**").body()).isEqualTo("{\"invalidated\":0}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "?path=", "?path=repos", "?path=/a?b", "?path=/a&path=/b"})
  void refusesWhatNamesNoPath(String query) {
    assertThat(mirror.send("DELETE", "/api/v1/cache" + query, "", "").statusCode()).isEqualTo(400);
    assertThat(outcome(PATHS[0])).isEqualTo("ONLINE_HIT");
  }
}
