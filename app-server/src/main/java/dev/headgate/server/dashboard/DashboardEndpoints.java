package dev.headgate.server.dashboard;

import dev.headgate.server.access.Access;
import dev.headgate.server.endpoint.Answer;
import dev.headgate.server.endpoint.Call;
import dev.headgate.server.endpoint.EndpointGroup;
import dev.headgate.server.endpoint.Problem;
import dev.headgate.server.endpoint.Route;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The page, open to everybody, and the stream of what it shows, for the administrator. */
final class DashboardEndpoints implements EndpointGroup {
  private static final String PAGE = "/dashboard";
  private static final String HTML = "text/html; charset=utf-8";
  private static final String SCRIPT = "text/javascript; charset=utf-8";
  private static final String CHARTS = "/META-INF/resources/webjars/chart.js/4.5.1/dist/";

  private final Broadcast broadcast;
  private final Pulse pulse;
  private final Duration heartbeat;

  /**
   * The endpoints.
   *
   * @param heartbeat after how long without an event a listener hears that he still is one
   */
  DashboardEndpoints(Broadcast broadcast, Pulse pulse, Duration heartbeat) {
    this.broadcast = broadcast;
    this.pulse = pulse;
    this.heartbeat = heartbeat;
  }

  @Override
  public List<Route> routes() {
    List<Route> routes = new ArrayList<>();
    Asset page = Asset.of("dashboard.html", HTML);
    routes.add(Route.get(PAGE, Access.OPEN, page::answer));
    routes.add(file("dashboard.css", "text/css; charset=utf-8"));
    routes.add(file("icon.svg", "image/svg+xml"));
    for (String script : List.of("dashboard.js", "stream.js", "draw.js", "panels.js", "theme.js")) {
      routes.add(file(script, SCRIPT));
    }
    Asset charts = Asset.of(CHARTS + "chart.umd.min.js", SCRIPT);
    routes.add(Route.get(PAGE + "/chart.js", Access.OPEN, charts::answer));
    routes.add(Route.get("/api/v1/stream", Access.ADMIN, this::stream));
    return List.copyOf(routes);
  }

  private static Route file(String name, String contentType) {
    Asset file = Asset.of(name, contentType);
    return Route.get(PAGE + "/" + name, Access.OPEN, file::answer);
  }

  private Answer stream(Call call) {
    @Nullable Listener listener = broadcast.join();
    if (listener == null) {
      throw new Problem(
          503,
          "too-many-listeners",
          "Too many listeners",
          "As many dashboards are open as this server feeds; close one, or try again",
          Map.of(),
          Map.of("Retry-After", "10"));
    }
    long seen = pulse.number(call.exchange().getHeaders().get("Last-Event-ID"));
    return Answer.streamed(
            "text/event-stream", new EventStream(listener, broadcast, pulse, heartbeat, seen))
        .with("Cache-Control", "no-store")
        // Proxies that gather answers would gather for ever.
        .with("X-Accel-Buffering", "no");
  }
}
