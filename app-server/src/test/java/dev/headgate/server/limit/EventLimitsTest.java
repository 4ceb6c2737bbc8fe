package dev.headgate.server.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.core.ManualTime;
import dev.headgate.core.limit.AllowList;
import dev.headgate.core.limit.InboundLimits;
import dev.headgate.core.limit.LimitKey;
import dev.headgate.core.limit.LimitRule;
import dev.headgate.core.limit.LimitStore;
import dev.headgate.core.limit.LimitTelemetry;
import dev.headgate.core.limit.ModelTokenBuckets;
import dev.headgate.core.limit.PathGlob;
import dev.headgate.core.limit.Rate;
import dev.headgate.core.storage.StoreCalls;
import dev.headgate.server.access.Access;
import dev.headgate.server.endpoint.Answer;
import dev.headgate.server.endpoint.EndpointGroup;
import dev.headgate.server.endpoint.Route;
import dev.headgate.server.testing.OwnEndpoints;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** An endpoint that learns from the body what kind of event it has. */
class EventLimitsTest {
  private final ManualTime clock = new ManualTime(Instant.parse("2026-11-21T10:00:00Z"));
  private final InboundLimits limits =
      new InboundLimits(
          LimitStore.of(new ModelTokenBuckets()),
          new ModelTokenBuckets(),
          StoreCalls.UNGUARDED,
          () -> 1,
          AllowList.NOBODY,
          LimitTelemetry.SILENT);
  private final EventLimits later = new EventLimits(limits, clock);

  private static LimitRule rule(String name, String type, String key, long burst) {
    return new LimitRule(
        name,
        Set.of("POST"),
        new PathGlob("/events"),
        null,
        type.isEmpty() ? null : type,
        LimitKey.parse(key),
        Rate.perMinute(burst, burst),
        LimitRule.Mode.ENFORCE,
        LimitRule.OnStoreFailure.LOCAL,
        false);
  }

  private EndpointGroup events() {
    return () ->
        List.of(
            Route.post(
                "/events",
                Access.OPEN,
                call -> {
                  later.hold(call, call.json(1000).path("type").asText(), "/acme/ci");
                  return Answer.empty();
                }));
  }

  @Test
  void holdsAnEventToTheRulesThatItsBodyTells() {
    limits.replace(
        List.of(
            rule("all", "", "global", 100),
            rule("build", "build.start", "global", 2),
            rule("party", "", "third-party", 3)));
    try (OwnEndpoints server = OwnEndpoints.serving(events(), limits, clock)) {
      assertThat(post(server, "build.start").statusCode()).isEqualTo(204);
      assertThat(post(server, "build.start").statusCode()).isEqualTo(204);
      HttpResponse<String> refused = post(server, "build.start");
      assertThat(refused.statusCode()).isEqualTo(429);
      assertThat(refused.headers().firstValue("Retry-After")).hasValue("30");
      assertThat(refused.headers().firstValue("RateLimit")).hasValue("\"build\";r=0;t=30");
      assertThat(refused.body()).contains("\"violated-policies\":[\"build\"]");
      assertThat(post(server, "other").statusCode()).isEqualTo(204);
      assertThat(post(server, "other").statusCode()).as("the third party's three").isEqualTo(429);
    }
  }

  @Test
  void holdsTheNextEventToRulesThatWereChangedMeanwhileAndForgetsNoneBefore() {
    limits.replace(List.of(rule("build", "build.start", "global", 2)));
    try (OwnEndpoints server = OwnEndpoints.serving(events(), limits, clock)) {
      assertThat(post(server, "build.start").statusCode()).isEqualTo(204);
      assertThat(post(server, "build.start").statusCode()).isEqualTo(204);
      assertThat(post(server, "build.start").statusCode()).isEqualTo(429);
      limits.replace(List.of(rule("build", "build.start", "global", 3)));
      clock.advance(Duration.ofSeconds(20));
      assertThat(post(server, "build.start").statusCode()).isEqualTo(204);
      assertThat(post(server, "build.start").statusCode()).as("two before count").isEqualTo(429);
      limits.replace(List.of());
      assertThat(post(server, "build.start").statusCode()).isEqualTo(204);
    }
  }

  private static HttpResponse<String> post(OwnEndpoints server, String type) {
    return server.send("POST", "/events", "{\"type\": \"" + type + "\"}");
  }
}
