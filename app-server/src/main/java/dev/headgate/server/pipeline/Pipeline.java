package dev.headgate.server.pipeline;

import dev.headgate.core.limit.Rate;
import dev.headgate.core.limit.TokenBuckets;
import dev.headgate.runtime.configuration.Configuration;
import dev.headgate.runtime.configuration.RateLimitSettings;
import dev.headgate.runtime.telemetry.Metrics;
import dev.headgate.server.access.Gatekeeper;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.eclipse.jetty.server.Handler;
import org.jspecify.annotations.Nullable;

/** The stages that every request passes on its way to the routes. */
public final class Pipeline {
  private Pipeline() {}

  /** The routes behind all stages, in their order. */
  public static Handler of(
      Handler routes,
      Configuration configuration,
      Gatekeeper gate,
      Metrics metrics,
      TokenBuckets buckets,
      InstantSource clock) {
    return chain(
        List.of(
            new RequestIdStage(gate),
            new AccessLogStage(),
            new MetricsStage(metrics.http()),
            new TimeoutStage(configuration.timeouts()::requestTo, clock),
            new LimitStage(buckets, rate(configuration.rateLimit()), metrics, clock),
            new CorsStage(Set.copyOf(configuration.cors().allowedOrigins()))),
        routes);
  }

  private static Handler chain(List<Handler.Wrapper> stages, Handler routes) {
    Handler behind = routes;
    for (Handler.Wrapper stage : stages.reversed()) {
      stage.setHandler(behind);
      behind = stage;
    }
    return behind;
  }

  private static @Nullable Rate rate(RateLimitSettings settings) {
    return settings.enabled()
        ? new Rate(settings.permits(), settings.window(), settings.permits())
        : null;
  }
}
