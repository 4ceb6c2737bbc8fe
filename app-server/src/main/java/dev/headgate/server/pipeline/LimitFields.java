package dev.headgate.server.pipeline;

import dev.headgate.core.limit.Gcra;
import dev.headgate.core.limit.Level;
import dev.headgate.core.limit.LimitRule;
import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;

/**
 * What callers read of the inbound limits: X-RateLimit-* as GitHub writes them, and the IETF
 * draft's "RateLimit header fields for HTTP", where RateLimit-Policy names every rule that a
 * request was held to and RateLimit the one that leaves least.
 */
final class LimitFields {
  private LimitFields() {}

  static void ofPolicies(List<LimitRule> rules, Level tightest, BiConsumer<String, String> fields) {
    fields.accept(
        "RateLimit-Policy",
        rules.stream().map(LimitFields::policy).collect(Collectors.joining(", ")));
    fields.accept(
        "RateLimit",
        "\"%s\";r=%d;t=%d"
            .formatted(tightest.policy(), tightest.remaining(), seconds(tightest.untilMore())));
  }

  static void likeGitHub(Level tightest, BiConsumer<String, String> fields) {
    fields.accept("X-RateLimit-Limit", Long.toString(tightest.limit()));
    fields.accept("X-RateLimit-Remaining", Long.toString(tightest.remaining()));
    fields.accept(
        "X-RateLimit-Reset",
        Long.toString(tightest.reset().plusNanos(999_999_999).getEpochSecond()));
  }

  private static String policy(LimitRule rule) {
    Gcra gcra = Gcra.of(rule.rate());
    long window = Math.max(1, Duration.ofNanos(gcra.window()).toSeconds());
    return "\"%s\";q=%d;w=%d".formatted(rule.name(), gcra.burst(), window);
  }

  private static long seconds(Duration duration) {
    return duration.plusNanos(999_999_999).toSeconds();
  }
}
