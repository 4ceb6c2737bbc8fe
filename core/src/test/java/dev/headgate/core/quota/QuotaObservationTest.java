package dev.headgate.core.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.core.http.Headers;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class QuotaObservationTest {
  private static final Headers WHOLE =
      Headers.of(
          "X-RateLimit-Limit",
          "5000",
          "X-RateLimit-Remaining",
          " 4987 ",
          "X-RateLimit-Used",
          "13",
          "X-RateLimit-Reset",
          "1767272400",
          "X-RateLimit-Resource",
          "core");

  @Test
  void readsAllFiveFields() {
    assertThat(QuotaObservation.in(WHOLE))
        .contains(
            new QuotaObservation("core", 5_000, 4_987, 13, Instant.ofEpochSecond(1_767_272_400)));
  }

  @Test
  void doesWithoutTheResourceAndTheUsed() {
    Headers sparse = WHOLE.without("X-RateLimit-Used").without("X-RateLimit-Resource");
    QuotaObservation seen = QuotaObservation.in(sparse).orElseThrow();
    assertThat(seen.resource()).isEmpty();
    assertThat(seen.used()).isEqualTo(13);
  }

  @Test
  void seesNothingWhereAFigureIsMissingOrMakesNoSense() {
    for (String name : new String[] {"limit", "remaining", "reset"}) {
      String field = "x-ratelimit-" + name;
      assertThat(QuotaObservation.in(WHOLE.without(field))).as("no %s", name).isEmpty();
      assertThat(QuotaObservation.in(WHOLE.with(field, "many"))).as("odd %s", name).isEmpty();
      assertThat(QuotaObservation.in(WHOLE.with(field, "-1"))).as("negative %s", name).isEmpty();
    }
    assertThat(QuotaObservation.in(WHOLE.with("x-ratelimit-reset", "9999999999999"))).isEmpty();
  }

  @Test
  void doesNotTakeATextForAResourceName() {
    Headers odd = WHOLE.with("x-ratelimit-resource", "x".repeat(65));
    assertThat(QuotaObservation.in(odd).orElseThrow().resource()).isEmpty();
  }
}
