package dev.headgate.server.endpoint;

import dev.headgate.runtime.management.Page;
import dev.headgate.runtime.management.StatusPages;
import dev.headgate.server.access.Access;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.http.HttpHeader;

/** For probes and scrapers. */
final class StatusEndpoints implements EndpointGroup {
  private final StatusPages pages;

  StatusEndpoints(StatusPages pages) {
    this.pages = pages;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get("/healthz", Access.OPEN, call -> answer(pages.alive())).atOnce(),
        Route.get("/readyz", Access.OPEN, call -> answer(pages.ready())).atOnce(),
        Route.get("/metrics", Access.OPEN, this::metrics),
        Route.get("/api/v1/metrics", Access.OPEN, this::metrics),
        Route.get("/api/v1/health", Access.OPEN, call -> answer(pages.health())));
  }

  private Answer metrics(Call call) {
    String accept = call.exchange().getHeaders().get(HttpHeader.ACCEPT);
    return answer(pages.metrics(accept == null ? "" : accept));
  }

  private static Answer answer(Page page) {
    return new Answer(page.status(), page.contentType(), page.body(), Map.of());
  }
}
