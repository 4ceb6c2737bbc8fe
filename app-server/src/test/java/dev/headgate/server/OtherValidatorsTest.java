package dev.headgate.server;

import static dev.headgate.server.testing.MirrorFixture.cache;
import static dev.headgate.server.testing.MirrorFixture.field;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.github.simulator.SimulatorOptions;
import dev.headgate.github.simulator.ValidatorMode;
import dev.headgate.server.testing.MirrorFixture;
import java.net.http.HttpResponse;
import java.time.InstantSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A GitHub whose tags do not follow the formula: older ones, Enterprise Server, or a change. */
class OtherValidatorsTest {
  @ParameterizedTest
  @EnumSource(
      value = ValidatorMode.class,
      names = {"LEGACY", "DRIFT"})
  void eachTokenIsRevalidatedByItsOwnTagAndNoneByAnothers(ValidatorMode mode) {
    try (MirrorFixture mirror = start(mode)) {
      for (int i = 0; i < 15; i++) {
        String path = "/other/" + i;
        mirror.github().putJson(path, "{\"path\":%d,\"version\":1}".formatted(i));

        HttpResponse<String> cold = mirror.get(path, "ghp_one");
        long spent = mirror.github().stats().totalSpent();
        HttpResponse<String> warm = mirror.get(path, "ghp_one");
        assertThat(cache(warm)).isEqualTo("ONLINE_HIT");
        assertThat(warm.body()).isEqualTo(cold.body());
        assertThat(mirror.github().stats().totalSpent()).isEqualTo(spent);

        HttpResponse<String> others = mirror.get(path, "ghp_two");
        assertThat(cache(others)).isEqualTo("ONLINE_MISS");
        assertThat(others.body()).isEqualTo(cold.body());
        assertThat(cache(mirror.get(path, "ghp_two"))).isEqualTo("ONLINE_HIT");

        mirror.github().putJson(path, "{\"path\":%d,\"version\":2}".formatted(i));
        for (String token : new String[] {"ghp_two", "ghp_one", "ghp_three"}) {
          assertThat(mirror.get(path, token).body()).contains("\"version\":2");
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(ValidatorMode.class)
  void aClientNeverGetsA304ForWhatItDoesNotHold(ValidatorMode mode) {
    try (MirrorFixture mirror = start(mode)) {
      mirror.github().putJson("/held", "{\"version\":1}");
      String tag = field(mirror.get("/held", "ghp_one"), "ETag");
      String sent = tag.isEmpty() ? "\"none\"" : tag;
      mirror.github().putJson("/held", "{\"version\":2}");

      for (String token : new String[] {"ghp_one", "ghp_two", "ghp_one"}) {
        HttpResponse<String> answer = mirror.get("/held", token, "If-None-Match", sent);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"version\":2}");
      }
    }
  }

  private static MirrorFixture start(ValidatorMode mode) {
    return MirrorFixture.start(
        SimulatorOptions.DEFAULTS.withValidators(mode), InstantSource.system());
  }
}
