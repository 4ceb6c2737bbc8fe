package dev.headgate.server.pipeline;

import dev.headgate.core.limit.Decision;
import dev.headgate.core.limit.Gcra;
import dev.headgate.core.limit.Level;
import dev.headgate.core.limit.LimitRule;
import dev.headgate.core.limit.LimitVerdict;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What callers read of the inbound limits: X-RateLimit-* as GitHub writes them, RateLimit and
 * RateLimit-Policy (IETF draft "RateLimit header fields for HTTP"), Retry-After, and a problem.
 */
public final class LimitAnswers {
  private static final Logger LOG = LoggerFactory.getLogger("dev.headgate.limits");
  private static final Duration NEVER = Duration.ofDays(1);

  private LimitAnswers() {}

  /** Whether a request may go on; where not it has been answered. */
  public static boolean passes(
      LimitVerdict verdict, Exchange exchange, Response response, Callback callback) {
    return switch (verdict) {
      case LimitVerdict.Unlimited unlimited -> true;
      case LimitVerdict.Passed passed -> {
        describe(passed.rules(), passed.tightest(), response.getHeaders());
        // On answers of GitHub's the other fields are GitHub's.
        if (exchange.own()) {
          likeGitHub(passed.tightest(), response.getHeaders());
        }
        yield true;
      }
      case LimitVerdict.Exceeded exceeded -> {
        exceeded(exceeded, exchange, response, callback);
        yield false;
      }
      case LimitVerdict.Closed closed -> {
        closed(closed, exchange, response, callback);
        yield false;
      }
    };
  }

  private static void exceeded(
      LimitVerdict.Exceeded exceeded, Exchange exchange, Response response, Callback callback) {
    Decision.Refused decision = exceeded.decision();
    describe(exceeded.rules(), decision.tightest(), response.getHeaders());
    likeGitHub(decision.tightest(), response.getHeaders());
    long seconds = seconds(decision.retryAfter().orElse(NEVER));
    String rules = String.join(", ", decision.violated());
    LOG.info(
        "limit {} refuses {} {} from {} (user {}) for {} s; request {}",
        rules,
        exchange.getMethod(),
        exchange.endpoint(),
        exchange.clientAddress(),
        exchange.caller(),
        seconds,
        exchange.requestId());
    response.getHeaders().put(HttpHeader.RETRY_AFTER, seconds);
    Responses.problem(
        exchange,
        response,
        callback,
        429,
        new Responses.Problem(
            "quota-exceeded",
            "Too many requests",
            "Rate limit exceeded (rule %s); try again in %d s".formatted(rules, seconds),
            Map.of("violated-policies", decision.violated())));
  }

  private static void closed(
      LimitVerdict.Closed closed, Exchange exchange, Response response, Callback callback) {
    LOG.info(
        "limit {} refuses {} {} from {}: its store is away, and the rule is closed then; request"
            + " {}",
        closed.rule().name(),
        exchange.getMethod(),
        exchange.endpoint(),
        exchange.clientAddress(),
        exchange.requestId());
    response.getHeaders().put(HttpHeader.RETRY_AFTER, seconds(closed.retryAfter()));
    Responses.problem(
        exchange,
        response,
        callback,
        503,
        new Responses.Problem(
            "store-unavailable",
            "Limits unavailable",
            "Rule %s cannot be decided now and lets nothing pass meanwhile; try again"
                .formatted(closed.rule().name())));
  }

  private static void describe(List<LimitRule> rules, Level tightest, HttpFields.Mutable fields) {
    fields.put(
        "RateLimit-Policy",
        rules.stream().map(LimitAnswers::policy).collect(Collectors.joining(", ")));
    fields.put(
        "RateLimit",
        "\"%s\";r=%d;t=%d"
            .formatted(tightest.policy(), tightest.remaining(), seconds(tightest.untilMore())));
  }

  private static void likeGitHub(Level tightest, HttpFields.Mutable fields) {
    fields.put("X-RateLimit-Limit", tightest.limit());
    fields.put("X-RateLimit-Remaining", tightest.remaining());
    fields.put("X-RateLimit-Reset", tightest.reset().plusNanos(999_999_999).getEpochSecond());
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
