package dev.headgate.server.endpoint;

import static java.util.Objects.requireNonNull;

import dev.headgate.core.audit.AuditEvent;
import dev.headgate.core.audit.AuditLog;
import dev.headgate.core.priority.Priority;
import dev.headgate.server.access.Access;
import dev.headgate.server.access.Entry;
import dev.headgate.server.access.Gatekeeper;
import dev.headgate.server.access.Visitor;
import dev.headgate.server.pipeline.Exchange;
import dev.headgate.server.pipeline.ListeningPort;
import dev.headgate.server.pipeline.Responses;
import dev.headgate.server.protection.Entrance;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Which request goes where: Headgate's own endpoints by their paths, to those who may, everything
 * else to the mirror.
 */
public final class Routes extends Handler.Wrapper {
  private final Map<ListeningPort, RouteTable> tables = new EnumMap<>(ListeningPort.class);
  private final Gatekeeper gate;
  private final AuditLog audit;
  private final InstantSource clock;
  private final Entrance entrance;

  /**
   * Routes to these endpoints, and to {@code mirror} for the rest.
   *
   * @param entrance leads to what may block
   */
  public Routes(
      Handler mirror,
      Set<EndpointGroup> groups,
      Gatekeeper gate,
      AuditLog audit,
      InstantSource clock,
      Entrance entrance) {
    super(mirror);
    List<Route> routes = groups.stream().flatMap(group -> group.routes().stream()).toList();
    for (ListeningPort listener : ListeningPort.values()) {
      tables.put(
          listener,
          new RouteTable(routes.stream().filter(route -> route.servedBy(listener)).toList()));
    }
    this.gate = gate;
    this.audit = audit;
    this.clock = clock;
    this.entrance = entrance;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    Exchange exchange = (Exchange) request;
    if (!exchange.own()) {
      return super.handle(request, response, callback);
    }
    switch (table(exchange).find(exchange.getMethod(), exchange.path())) {
      case RouteTable.Found.Endpoint found -> enter(found, exchange, response, callback);
      case RouteTable.Found.OtherMethods others ->
          otherMethods(others.allowed(), exchange, response, callback);
      case RouteTable.Found.Nothing nothing ->
          Replies.problem(
              exchange,
              response,
              callback,
              Problem.notFound(
                  exchange.listener() == ListeningPort.ONLY
                      ? "Headgate has no endpoint at this path; GitHub's own paths are mirrored at"
                          + " the root"
                      : "Headgate has no endpoint at this path on this port; health, metrics and"
                          + " what administrators do have a port of their own"));
    }
    return true;
  }

  private RouteTable table(Exchange exchange) {
    return requireNonNull(tables.get(exchange.listener()));
  }

  private void enter(
      RouteTable.Found.Endpoint found, Exchange exchange, Response response, Callback callback) {
    Route route = found.route();
    Visitor visitor =
        switch (route.access()) {
          case OPEN -> new Visitor.Unknown();
          case OWNER, KEY, ADMIN -> exchange.visitor();
        };
    switch (gate.admit(visitor, access(route, visitor, exchange))) {
      case Entry.Denied denied -> denied(denied, exchange, response, callback);
      case Entry.Admitted admitted -> {
        exchange.caller(admitted.name());
        Call call = new Call(exchange, found.variables());
        if (route.instant()) {
          Replies.answer(route.endpoint(), call, response, callback);
        } else {
          enter(route, call, exchange, response, callback);
        }
      }
    }
  }

  /** Health, metrics, webhooks and what administrators do are let in whatever the load. */
  private void enter(
      Route route, Call call, Exchange exchange, Response response, Callback callback) {
    Runnable work = () -> Replies.answer(route.endpoint(), call, response, callback);
    switch (route.access()) {
      case OPEN, ADMIN -> entrance.pass(work);
      case OWNER, KEY -> {
        Priority priority = priority(exchange);
        if (!entrance.enter(priority, work)) {
          response.getHeaders().put(HttpHeader.RETRY_AFTER, Entrance.retryAfter(priority));
          Responses.problem(
              exchange,
              response,
              callback,
              503,
              new Responses.Problem("overloaded", "Overloaded", Entrance.message(priority)));
        }
      }
    }
  }

  private static Priority priority(Exchange exchange) {
    String named = exchange.getHeaders().get("X-Headgate-Priority");
    return Optional.ofNullable(named).flatMap(Priority::named).orElse(Priority.NORMAL);
  }

  /** Only GitHub can judge its credentials: the endpoint shows nothing that came with another. */
  private static Access access(Route route, Visitor visitor, Exchange exchange) {
    boolean owner = visitor instanceof Visitor.Unknown && exchange.gitHubCredential() != null;
    return route.access() == Access.OWNER && owner ? Access.OPEN : route.access();
  }

  private void denied(
      Entry.Denied denied, Exchange exchange, Response response, Callback callback) {
    audit.append(
        new AuditEvent(
            clock.instant(),
            exchange.clientAddress(),
            "access.denied",
            exchange.getMethod() + " " + exchange.endpoint(),
            denied.status() + ": " + denied.detail(),
            exchange.requestId()));
    if (denied.status() == 401) {
      response.getHeaders().put(HttpHeader.WWW_AUTHENTICATE, "Bearer realm=\"headgate\"");
    }
    if (denied.retryAfter() > 0) {
      response.getHeaders().put(HttpHeader.RETRY_AFTER, denied.retryAfter());
    }
    Responses.problem(
        exchange,
        response,
        callback,
        denied.status(),
        new Responses.Problem("access-denied", "Access denied", denied.detail()));
  }

  private static void otherMethods(
      String allowed, Exchange exchange, Response response, Callback callback) {
    response.getHeaders().put(HttpHeader.ALLOW, allowed);
    Responses.problem(
        exchange,
        response,
        callback,
        405,
        new Responses.Problem(
            "method-not-allowed", "Method not allowed", "This endpoint answers " + allowed));
  }
}
