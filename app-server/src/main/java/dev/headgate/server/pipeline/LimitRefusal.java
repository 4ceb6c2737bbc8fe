package dev.headgate.server.pipeline;

import dev.headgate.core.limit.Decision;
import dev.headgate.core.limit.LimitVerdict;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a client is told whom the inbound limits refuse.
 *
 * @param status 429, or 503 where a rule could not be decided and lets nothing pass then
 * @param problem the body
 * @param fields Retry-After, and where the rule was decided how full it is
 */
public record LimitRefusal(int status, Responses.Problem problem, Map<String, String> fields) {
  private static final Logger LOG = LoggerFactory.getLogger("dev.headgate.limits");
  private static final Duration NEVER = Duration.ofDays(1);

  /** The refusal in this verdict, written to the log with its reason; null where it admits. */
  public static @Nullable LimitRefusal of(LimitVerdict verdict, Exchange exchange) {
    return switch (verdict) {
      case LimitVerdict.Unlimited unlimited -> null;
      case LimitVerdict.Passed passed -> null;
      case LimitVerdict.Exceeded exceeded -> exceeded(exceeded, exchange);
      case LimitVerdict.Closed closed -> closed(closed, exchange);
    };
  }

  private static LimitRefusal exceeded(LimitVerdict.Exceeded exceeded, Exchange exchange) {
    Decision.Refused decision = exceeded.decision();
    long seconds = seconds(decision.retryAfter().orElse(NEVER));
    String rules = String.join(", ", decision.violated());
    log(exchange, rules, "its limit is reached", seconds);
    Map<String, String> fields = new HashMap<>();
    LimitFields.ofPolicies(exceeded.rules(), decision.tightest(), fields::put);
    LimitFields.likeGitHub(decision.tightest(), fields::put);
    fields.put("Retry-After", Long.toString(seconds));
    return new LimitRefusal(
        429,
        new Responses.Problem(
            "quota-exceeded",
            "Too many requests",
            "Rate limit exceeded (rule %s); try again in %d s".formatted(rules, seconds),
            Map.of("violated-policies", decision.violated())),
        fields);
  }

  private static LimitRefusal closed(LimitVerdict.Closed closed, Exchange exchange) {
    String rule = closed.rule().name();
    long seconds = seconds(closed.retryAfter());
    log(exchange, rule, "its store is away, and it is closed then", seconds);
    return new LimitRefusal(
        503,
        new Responses.Problem(
            "store-unavailable",
            "Limits unavailable",
            "Rule %s cannot be decided now and lets nothing pass meanwhile; try again"
                .formatted(rule)),
        Map.of("Retry-After", Long.toString(seconds)));
  }

  private static void log(Exchange exchange, String rules, String reason, long seconds) {
    LOG.info(
        "limit {} refuses {} {} from {} for {} s: {}; request {}",
        rules,
        exchange.getMethod(),
        exchange.endpoint(),
        exchange.clientAddress(),
        seconds,
        reason,
        exchange.requestId());
  }

  private static long seconds(Duration duration) {
    return duration.plusNanos(999_999_999).toSeconds();
  }
}
