package dev.headgate.server.dashboard;

import dev.headgate.server.access.Access;
import dev.headgate.server.endpoint.Answer;
import dev.headgate.server.endpoint.Call;
import dev.headgate.server.endpoint.EndpointGroup;
import dev.headgate.server.endpoint.Problem;
import dev.headgate.server.endpoint.Route;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The page, open to everybody, and the stream of what it shows, for the administrator. */
final class DashboardEndpoints implements EndpointGroup {
  private static final String PAGE = "/dashboard";
  private static final String SCRIPT = "text/javascript; charset=utf-8";
  private static final String CHARTS =
      "/META-INF/resources/webjars/chart.js/4.5.1/dist/chart.umd.min.js";

  private final Asset page = Asset.of("dashboard.html", "text/html; charset=utf-8");
  private final Map<String, Asset> files;
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
    this.files = files();
  }

  private static Map<String, Asset> files() {
    Map<String, Asset> files = new HashMap<>();
    for (String script : List.of("dashboard.js", "stream.js", "draw.js", "panels.js", "theme.js")) {
      files.put(script, Asset.of(script, SCRIPT));
    }
    files.put("chart.js", Asset.of(CHARTS, SCRIPT));
    files.put("dashboard.css", Asset.of("dashboard.css", "text/css; charset=utf-8"));
    files.put("icon.svg", Asset.of("icon.svg", "image/svg+xml"));
    return Map.copyOf(files);
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get(PAGE, Access.OPEN, page::answer),
        Route.get(PAGE + "/{file}", Access.OPEN, this::file),
        Route.get("/api/v1/stream", Access.ADMIN, this::stream));
  }

  private Answer file(Call call) {
    @Nullable Asset file = files.get(call.variable("file"));
    if (file == null) {
      throw Problem.notFound("The dashboard has no such file");
    }
    return file.answer(call);
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
    call.exchange().endless();
    long seen = pulse.number(call.exchange().getHeaders().get("Last-Event-ID"));
    return Answer.streamed(
            "text/event-stream", new EventStream(listener, broadcast, pulse, heartbeat, seen))
        .with("Cache-Control", "no-store")
        // Proxies that gather answers would gather for ever.
        .with("X-Accel-Buffering", "no");
  }
}
