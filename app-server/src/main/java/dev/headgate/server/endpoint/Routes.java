package dev.headgate.server.endpoint;

import dev.headgate.core.storage.StorageFailure;
import dev.headgate.server.access.AccessGuard;
import dev.headgate.server.pipeline.Exchange;
import dev.headgate.server.pipeline.Responses;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which request goes where: Headgate's own endpoints by their paths, everything else to the mirror.
 * Paths that Headgate keeps for itself never reach GitHub, whether anything answers there or not.
 */
public final class Routes extends Handler.Wrapper {
  private static final Logger LOG = LoggerFactory.getLogger(Routes.class);

  private final List<Route> routes;
  private final AccessGuard guard;
  private final Executor executor;

  /** Routes to these groups, and to {@code mirror} for the rest. */
  public Routes(Handler mirror, List<Endpoints> groups, AccessGuard guard, Executor executor) {
    super(mirror);
    this.routes = groups.stream().flatMap(group -> group.routes().stream()).toList();
    this.guard = guard;
    this.executor = executor;
  }

  /** Every route, for documentation and its checks. */
  public List<Route> all() {
    return routes;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    Exchange exchange = (Exchange) request;
    String path = exchange.path();
    if (!own(exchange.getMethod(), path)) {
      return super.handle(request, response, callback);
    }
    TreeSet<String> methods = new TreeSet<>();
    for (Route route : routes) {
      Optional<Map<String, String>> variables = route.match(path);
      if (variables.isPresent()) {
        if (route.answers(exchange.getMethod())) {
          answer(route, new Call(exchange, response, callback, variables.get()));
          return true;
        }
        methods.addAll(route.method().equals("GET") ? List.of("GET", "HEAD") : List.of(route.method()));
      }
    }
    refuse(new ArrayList<>(methods), exchange, response, callback);
    return true;
  }

  private static void refuse(
      List<String> methods, Exchange exchange, Response response, Callback callback) {
    if (methods.isEmpty()) {
      problem(
          exchange,
          response,
          callback,
          404,
          "not-found",
          "No such endpoint",
          "Headgate has no endpoint at this path; GitHub's own paths are mirrored at the root");
      return;
    }
    String allowed = String.join(", ", methods);
    response.getHeaders().put(HttpHeader.ALLOW, allowed);
    problem(
        exchange,
        response,
        callback,
        405,
        "method-not-allowed",
        "Method not allowed",
        "This endpoint answers " + allowed);
  }

  private void answer(Route route, Call call) {
    if (!guard.admits(route.access(), call.exchange(), call.response(), call.callback())) {
      return;
    }
    executor.execute(() -> run(route, call));
  }

  private static void run(Route route, Call call) {
    Exchange exchange = call.exchange();
    try {
      route.action().answer(call);
    } catch (BadRequest bad) {
      call.problem(bad.status(), bad.type(), bad.title(), String.valueOf(bad.getMessage()));
    } catch (StorageFailure away) {
      call.response().getHeaders().put(HttpHeader.RETRY_AFTER, 5);
      call.problem(
          503,
          "store-unavailable",
          "Store unavailable",
          "The %s store cannot be asked now; try again".formatted(away.store()));
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      Response.writeError(exchange, call.response(), call.callback(), 503);
    } catch (Exception bug) {
      // Whatever an endpoint throws besides is our own mistake: the caller learns no more of it.
      LOG.error("request {} failed", exchange.requestId(), bug);
      Response.writeError(exchange, call.response(), call.callback(), 500);
    }
  }

  private static void problem(
      Exchange exchange,
      Response response,
      Callback callback,
      int status,
      String type,
      String title,
      String detail) {
    Responses.problem(
        exchange, response, callback, status, new Responses.Problem(type, title, detail));
  }

  private static boolean own(String method, String path) {
    return path.startsWith("/api/v1/")
        || path.equals("/api/v1")
        || path.equals("/healthz")
        || path.equals("/readyz")
        || path.equals("/metrics")
        || path.startsWith("/webhooks/")
        || path.equals("/dashboard")
        || (path.equals("/events") && method.equals("POST"));
  }
}
