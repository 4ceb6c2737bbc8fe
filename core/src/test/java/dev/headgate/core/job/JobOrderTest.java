package dev.headgate.core.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.headgate.core.queue.TaskId;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JobOrderTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  private static JobOrder order(String key, String namespace, Map<String, String> parameters) {
    return new JobOrder(new TaskId("t"), 0, key, namespace, "build", parameters, NOON);
  }

  @Test
  void isNamedAfterItsTaskAndRound() {
    JobOrder again = new JobOrder(new TaskId("t"), 1, "k", "ns", "build", Map.of(), NOON);
    assertThat(order("k", "ns", Map.of()).name()).isEqualTo(JobName.of(new TaskId("t")));
    assertThat(again.name()).isEqualTo(JobName.of(new TaskId("t"), 1));
  }

  @Test
  void keepsWhateverAParameterSays() {
    String odd = "a: b\n- ${c}\t'\"{}";
    assertThat(order("k", "ns", Map.of("parser_id", odd)).parameters())
        .containsExactly(Map.entry("parser_id", odd));
  }

  @Test
  void refusesWhatNoClusterWouldTake() {
    refused("", "ns", Map.of(), "key:  (expected: 1 to 200 characters");
    refused("a\nb", "ns", Map.of(), "key: ");
    refused("x".repeat(201), "ns", Map.of(), "key: 201 characters (expected:");
    refused("k", "Team/A", Map.of(), "namespace: Team/A (expected: lower-case letters");
    refused("k", "ns", Map.of("1st", "x"), "parameters: 1st (expected: names of letters");
    refused("k", "ns", Map.of("a", "\0"), "parameters.a: 1 characters (expected: at most 4096");
    refused("k", "ns", Map.of("a", "x".repeat(4097)), "parameters.a: 4097 characters");
    Map<String, String> many = new HashMap<>();
    for (int i = 0; i < 65; i++) {
      many.put("p" + i, "");
    }
    refused("k", "ns", many, "parameters: 65 (expected: at most 64)");
  }

  private static void refused(
      String key, String namespace, Map<String, String> parameters, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> order(key, namespace, parameters))
        .withMessageStartingWith(message);
  }
}
