package dev.headgate.server.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.github.simulator.Scenario;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What three servers over one store do as if they were one. */
interface FleetContract {
  int RATE = 80;
  int BURST = 60;
  List<String> RULES =
      List.of(
          rule("direct", "/repos/fleet/direct/**", false),
          rule("leased", "/repos/fleet/leased/**", true),
          rule("warm-direct", "/repos/warm/direct/**", false),
          rule("warm-leased", "/repos/warm/leased/**", true));

  private static String rule(String name, String path, boolean leased) {
    return """
    {name: %s, match: {path: "%s"}, key: global, permits: %d, per: 1s, burst: %d, leased: %s}\
    """
        .formatted(name, path, RATE, BURST, leased);
  }

  /** Three servers with {@link #RULES}. */
  Fleet fleet();

  /** What they share, for what is printed. */
  String store();

  @Test
  default void togetherTheyAdmitWhatOneRuleAllows() {
    holds(
        "three servers over " + store(), "/repos/fleet/direct/labels", Duration.ofSeconds(3), 0.95);
  }

  /** What a busy machine brings after the end of its term lapses. */
  @Test
  default void togetherTheyAdmitWhatOneLeasedRuleAllows() {
    holds(
        "three servers with leases over " + store(),
        "/repos/fleet/leased/labels",
        Duration.ofSeconds(5),
        0.85);
  }

  private void holds(String who, String path, Duration span, double share) {
    Answers answers;
    try (Load load = Load.on(fleet(), 4, Duration.ofMillis(1), path)) {
      answers = load.lasting(span).end();
    }
    int admitted = answers.admitted().count();
    double most = BURST + RATE * answers.longest().toNanos() / 1e9;
    double least = BURST + RATE * answers.shortest().toNanos() / 1e9;
    System.out.printf(
        "%s: admitted %d of at most %.0f (%.1f %%), asked %d times%n",
        who, admitted, most, 100 * admitted / most, answers.count());
    assertThat(answers.statuses()).as(fleet().complaints()).containsOnlyKeys(200, 429);
    assertThat((double) admitted).isLessThanOrEqualTo(most).isGreaterThanOrEqualTo(share * least);
    assertThat(answers.admitted().excessOver(BURST, RATE)).as("in any span").isLessThanOrEqualTo(0);
  }

  @Test
  default void aColdUrlAskedOfAllAtOnceIsOneUpstreamRequest() {
    for (int round = 0; round < 5; round++) {
      String path = "/repos/cold/r" + round;
      fleet().github().play(Scenario.latency(Duration.ofMillis(300)).forPath(path));
      List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        answers.add(fleet().ask(i % fleet().size(), path));
      }
      String body = answers.get(0).join().body();
      answers.forEach(answer -> assertThat(answer.join().statusCode()).isEqualTo(200));
      answers.forEach(answer -> assertThat(answer.join().body()).isEqualTo(body));
      assertThat(fleet().upstream(path)).as(path).isEqualTo(1);
    }
  }
}
