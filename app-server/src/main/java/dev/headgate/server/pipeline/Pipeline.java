package dev.headgate.server.pipeline;

import dev.headgate.core.limit.InboundLimits;
import dev.headgate.runtime.configuration.Configuration;
import dev.headgate.runtime.configuration.LiveConfiguration;
import dev.headgate.runtime.telemetry.Metrics;
import dev.headgate.runtime.tracing.Tracing;
import dev.headgate.server.access.Gatekeeper;
import dev.headgate.server.access.Neighbourhood;
import java.net.URI;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Executor;
import org.eclipse.jetty.server.Handler;
import org.jspecify.annotations.Nullable;

/** The stages that every request passes on its way to the routes. */
public final class Pipeline {
  private Pipeline() {}

  /**
   * The routes behind all stages, in their order.
   *
   * @param waiting runs what may wait for the limits' store; null where it is this process's memory
   */
  public static Handler of(
      Handler routes,
      LiveConfiguration live,
      Metrics metrics,
      Tracing tracing,
      InboundLimits limits,
      Gatekeeper gate,
      @Nullable Executor waiting,
      InstantSource clock) {
    List<Handler.Wrapper> stages = new ArrayList<>();
    stages.add(
        new RequestIdStage(
            gate,
            new ClientAddress(live.now().server().trustedProxies()),
            live.derived(Pipeline::neighbourhood)));
    if (tracing.on()) {
      stages.add(new TracingStage(tracing));
    }
    stages.add(new AccessLogStage());
    stages.add(new OwnAnswersStage());
    stages.add(new MetricsStage(metrics.http()));
    stages.add(new TimeoutStage(path -> live.now().timeouts().requestTo(path), clock));
    stages.add(new LimitStage(limits, waiting, clock));
    stages.add(new CorsStage(live.derived(changed -> Set.copyOf(changed.cors().allowedOrigins()))));
    return chain(stages, routes);
  }

  private static Neighbourhood neighbourhood(Configuration configuration) {
    Set<String> hosts = new HashSet<>();
    hosts.add(configuration.server().host().toLowerCase(Locale.ROOT));
    hosts.add(configuration.github().apiUrl().getHost().toLowerCase(Locale.ROOT));
    URI mirror = configuration.github().mirrorUrl();
    if (mirror != null) {
      hosts.add(mirror.getHost().toLowerCase(Locale.ROOT));
    }
    return new Neighbourhood(hosts, Set.copyOf(configuration.cors().allowedOrigins()));
  }

  private static Handler chain(List<Handler.Wrapper> stages, Handler routes) {
    Handler behind = routes;
    for (Handler.Wrapper stage : stages.reversed()) {
      stage.setHandler(behind);
      behind = stage;
    }
    return behind;
  }
}
