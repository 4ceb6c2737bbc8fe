package dev.headgate.server.pipeline;

import dev.headgate.core.limit.Bucket;
import dev.headgate.core.limit.BucketKey;
import dev.headgate.core.limit.Decision;
import dev.headgate.core.limit.Gcra;
import dev.headgate.core.limit.Level;
import dev.headgate.core.limit.Rate;
import dev.headgate.core.limit.TokenBuckets;
import dev.headgate.runtime.telemetry.Metrics;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds each client address to its share of Headgate's own endpoints. Mirrored requests are not
 * limited here: GitHub's quota governs them.
 */
final class LimitStage extends Stage {
  private static final Logger LOG = LoggerFactory.getLogger(LimitStage.class);
  private static final String OWN = "/api/v1/";
  private static final String HEALTH = "/api/v1/health";
  private static final Gcra HEALTH_RULE = Gcra.of(Rate.perMinute(1000, 1000));

  private final TokenBuckets buckets;
  private final @Nullable Gcra ownRule;
  private final Metrics metrics;
  private final InstantSource clock;

  /** Limits to {@code rate} per address; not at all where it is null. */
  LimitStage(TokenBuckets buckets, @Nullable Rate rate, Metrics metrics, InstantSource clock) {
    this.buckets = buckets;
    this.ownRule = rate == null ? null : Gcra.of(rate);
    this.metrics = metrics;
    this.clock = clock;
  }

  @Override
  boolean handle(Exchange exchange, Response response, Callback callback) throws Exception {
    @Nullable Bucket bucket = bucket(exchange);
    if (bucket == null) {
      return next(exchange, response, callback);
    }
    Decision decision = buckets.acquire(List.of(bucket), 1, clock.instant());
    describe(decision.tightest(), response.getHeaders());
    boolean refused = decision instanceof Decision.Refused;
    metrics.limitDecided("endpoint", bucket.key().policy(), refused);
    return switch (decision) {
      case Decision.Granted granted -> next(exchange, response, callback);
      case Decision.Refused refusal -> {
        refuse(refusal, exchange, response, callback);
        yield true;
      }
    };
  }

  private @Nullable Bucket bucket(Exchange exchange) {
    String path = exchange.path();
    if (ownRule == null || !path.startsWith(OWN)) {
      return null;
    }
    boolean health = path.equals(HEALTH);
    return new Bucket(
        new BucketKey(health ? "health" : "api", exchange.clientAddress()),
        health ? HEALTH_RULE : ownRule);
  }

  private static void refuse(
      Decision.Refused refused, Exchange exchange, Response response, Callback callback) {
    Duration wait = refused.retryAfter().orElse(Duration.ofDays(1));
    long seconds = wait.plusNanos(999_999_999).toSeconds();
    String rules = String.join(", ", refused.violated());
    LOG.info(
        "rate limit {} refuses {} from {} for {} s",
        rules,
        exchange.endpoint(),
        exchange.clientAddress(),
        seconds);
    response.getHeaders().put("Retry-After", seconds);
    Responses.problem(
        exchange,
        response,
        callback,
        429,
        new Responses.Problem(
            "quota-exceeded",
            "Too many requests",
            "Rate limit exceeded (rule %s); try again in %d s".formatted(rules, seconds)));
  }

  private static void describe(Level level, HttpFields.Mutable fields) {
    long window = Math.max(1, level.window().toSeconds());
    fields.put("X-RateLimit-Limit", level.limit());
    fields.put("X-RateLimit-Remaining", level.remaining());
    fields.put("X-RateLimit-Reset", level.reset().plusNanos(999_999_999).getEpochSecond());
    fields.put(
        "RateLimit-Policy", "\"%s\";q=%d;w=%d".formatted(level.policy(), level.limit(), window));
    fields.put(
        "RateLimit",
        "\"%s\";r=%d;t=%d"
            .formatted(
                level.policy(),
                level.remaining(),
                level.untilMore().plusNanos(999_999_999).toSeconds()));
  }
}
