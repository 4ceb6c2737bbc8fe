package dev.headgate.server.endpoint;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.headgate.runtime.telemetry.Exposition;
import dev.headgate.runtime.telemetry.Metrics;
import dev.headgate.server.health.HealthReport;
import dev.headgate.server.pipeline.Exchange;
import dev.headgate.server.pipeline.Responses;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Which request goes where: Headgate's own endpoints by their exact paths, everything else to the
 * mirror. Paths that Headgate keeps for itself never reach GitHub, whether anything answers there
 * or not.
 */
public final class Routes extends Handler.Wrapper {
  private static final Set<String> READS = Set.of("GET", "HEAD");

  private final Map<String, Endpoint> endpoints;

  /** Routes to these parts, and to {@code mirror} for the rest. */
  public Routes(Handler mirror, HealthReport health, Metrics metrics, BooleanSupplier ready) {
    super(mirror);
    JsonMapper json = new JsonMapper();
    Endpoint scrape =
        (exchange, response, callback) -> metrics(metrics, exchange, response, callback);
    this.endpoints =
        Map.of(
            "/healthz",
            (exchange, response, callback) ->
                Responses.text(exchange, response, callback, 200, "OK"),
            "/readyz",
            (exchange, response, callback) -> ready(ready, exchange, response, callback),
            "/metrics",
            scrape,
            "/api/v1/metrics",
            scrape,
            "/api/v1/health",
            (exchange, response, callback) ->
                Responses.send(
                    exchange,
                    response,
                    callback,
                    200,
                    "application/json",
                    json.writeValueAsBytes(health.now())));
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    Exchange exchange = (Exchange) request;
    String path = exchange.path();
    @Nullable Endpoint endpoint = endpoints.get(path);
    if (endpoint != null) {
      own(endpoint, exchange, response, callback);
      return true;
    }
    if (reserved(exchange.getMethod(), path)) {
      Responses.problem(
          exchange,
          response,
          callback,
          404,
          new Responses.Problem(
              "not-found",
              "No such endpoint",
              "Headgate has no endpoint at this path; GitHub's own paths are mirrored at the"
                  + " root"));
      return true;
    }
    return super.handle(request, response, callback);
  }

  private static void own(
      Endpoint endpoint, Exchange exchange, Response response, Callback callback) throws Exception {
    if (READS.contains(exchange.getMethod())) {
      endpoint.answer(exchange, response, callback);
      return;
    }
    response.getHeaders().put(HttpHeader.ALLOW, "GET, HEAD");
    Responses.problem(
        exchange,
        response,
        callback,
        405,
        new Responses.Problem(
            "method-not-allowed", "Method not allowed", "This endpoint answers GET and HEAD"));
  }

  private static boolean reserved(String method, String path) {
    return path.startsWith("/api/v1/")
        || path.equals("/api/v1")
        || path.startsWith("/webhooks/")
        || path.equals("/dashboard")
        || (path.equals("/events") && method.equals("POST"));
  }

  private static void ready(
      BooleanSupplier ready, Exchange exchange, Response response, Callback callback) {
    boolean yes = ready.getAsBoolean();
    Responses.text(exchange, response, callback, yes ? 200 : 503, yes ? "READY" : "STOPPING");
  }

  private static void metrics(
      Metrics metrics, Exchange exchange, Response response, Callback callback) {
    String accept = exchange.getHeaders().get(HttpHeader.ACCEPT);
    Exposition exposition = metrics.scrape(accept == null ? "" : accept);
    Responses.send(exchange, response, callback, 200, exposition.contentType(), exposition.bytes());
  }
}
