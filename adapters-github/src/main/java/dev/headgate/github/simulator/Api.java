package dev.headgate.github.simulator;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Answers API requests in GitHub's order: edge, secondary limits, quota, credential, endpoint. */
final class Api {
  private static final Duration HANG_STEP = Duration.ofMillis(50);
  private static final int LONGEST_HANG_STEPS = 12_000;

  private final Simulation sim;
  private final Sender sender;

  Api(Simulation sim, Sender sender) {
    this.sim = sim;
    this.sender = sender;
  }

  void handle(Incoming raw, Request request, Response response, Callback callback)
      throws IOException {
    sim.stats().arrived(raw);
    Exchange exchange = exchange(raw);
    Optional<SecondaryLimits.Refusal> refusal = enter(exchange);
    try {
      serve(exchange, refusal, request, response, callback);
    } finally {
      sim.secondary().leave(exchange.principal());
      sim.stats().left();
    }
  }

  /** Answers a signed URL; only scenarios that name a path meet it. */
  void handleBlob(Incoming incoming, Request request, Response response, Callback callback)
      throws IOException {
    sim.stats().blob();
    Instant now = sim.clock().instant();
    Principal nobody = Principal.anonymous(incoming.remote());
    sim.log().add(incoming, nobody.name());
    Exchange exchange =
        new Exchange(
            incoming,
            nobody,
            false,
            Optional.empty(),
            Resource.CORE,
            sim.scenarios().take(incoming, nobody.name(), true),
            now);
    Duration latency = exchange.latency();
    if (!latency.isZero()) {
      sim.pauses().pause(latency);
    }
    Optional<Scenario.Kind> instead = exchange.instead().map(one -> one.scenario().kind());
    if (instead.equals(Optional.of(Scenario.Kind.HANG))) {
      hang(exchange.instead().orElseThrow(), request, callback);
    } else if (instead.equals(Optional.of(Scenario.Kind.RESET_CONNECTION))) {
      Sender.reset(request, callback);
    } else {
      Reply reply =
          exchange.instead().isPresent()
              ? Refusals.outage(Math.max(500, exchange.instead().get().scenario().answerStatus()))
              : sim.blobs().answer(incoming, now);
      Reply dated = reply.with("Date", Reply.httpDate(now));
      sender.send(incoming, dated, exchange.delivery(), response, callback);
    }
  }

  private Exchange exchange(Incoming raw) {
    Instant now = sim.clock().instant();
    Incoming incoming = sim.world().ids().named(raw);
    Optional<Principal> caller = sim.principals().caller(incoming);
    sim.log().add(raw, caller.map(Principal::name).orElse(""));
    Principal principal = caller.orElseGet(() -> Principal.anonymous(incoming.remote()));
    Optional<Routes.Match> match = sim.endpoints().match(incoming);
    List<Scenarios.Playing> met = sim.scenarios().take(raw, principal.name(), false);
    Exchange exchange =
        new Exchange(
            incoming,
            principal,
            caller.isEmpty(),
            match,
            Resource.ofPath(incoming.path()),
            met,
            now);
    sim.stats().routed(incoming.method(), exchange.template());
    return exchange;
  }

  private Optional<SecondaryLimits.Refusal> enter(Exchange exchange) {
    int cost = exchange.request().isSafe() ? 1 : 5;
    if (exchange.graphql()) {
      cost = GraphQl.isMutation(exchange.request()) ? 5 : 1;
    }
    return sim.secondary()
        .enter(
            exchange.principal(),
            exchange.template(),
            cost,
            exchange.creates(),
            exchange.graphql(),
            sim.windows().limits(exchange.principal()),
            exchange.now());
  }

  private void serve(
      Exchange exchange,
      Optional<SecondaryLimits.Refusal> refusal,
      Request request,
      Response response,
      Callback callback)
      throws IOException {
    Duration latency = sim.latency().plus(exchange.latency());
    if (!latency.isZero()) {
      sim.pauses().pause(latency);
    }
    Optional<Scenarios.Playing> instead = exchange.instead();
    instead.ifPresent(one -> sim.stats().refused("scenario:" + one.scenario().kind().wireName()));
    if (instead.isPresent() && instead.get().scenario().kind() == Scenario.Kind.HANG) {
      hang(instead.get(), request, callback);
    } else if (instead.isPresent()
        && instead.get().scenario().kind() == Scenario.Kind.RESET_CONNECTION) {
      Sender.reset(request, callback);
    } else {
      Reply reply =
          instead.isPresent()
              ? dressed(exchange, instead.get().scenario())
              : genuine(exchange, refusal);
      Reply encoded = Finisher.encoded(exchange.request(), reply);
      sim.stats().answered(encoded.status());
      sender.send(exchange.request(), encoded, exchange.delivery(), response, callback);
    }
  }

  /** Holds the request until its client, its scenario or the simulator goes away. */
  private void hang(Scenarios.Playing scenario, Request request, Callback callback)
      throws IOException {
    AtomicBoolean gone = new AtomicBoolean();
    request.addFailureListener(failure -> gone.set(true));
    boolean held = true;
    for (int step = 0; held && step < LONGEST_HANG_STEPS; step++) {
      held = !gone.get() && !scenario.cleared() && sim.pauses().pause(HANG_STEP);
    }
    Sender.reset(request, callback);
  }

  private Reply genuine(Exchange exchange, Optional<SecondaryLimits.Refusal> refusal) {
    if (exchange.request().header("User-Agent").isEmpty()) {
      sim.stats().refused("no-user-agent");
      return sim.finisher().edge(Refusals.noUserAgent(), exchange.now());
    }
    if (refusal.isPresent()) {
      return refused(exchange, refusal.get());
    }
    int cost = sim.cost(exchange);
    Principal principal = exchange.principal();
    Quota quota = sim.windows().charge(principal, exchange.resource(), cost, exchange.now());
    if (quota.exhausted()) {
      sim.stats().refused("primary");
      Reply reply =
          exchange.graphql() ? GraphQl.limited(principal, true) : Refusals.primary(principal, 403);
      return finished(exchange, reply, quota);
    }
    Reply reply = sim.finisher().validated(exchange.request(), principal, truth(exchange));
    boolean free = reply.status() == 304 && principal.authenticated() && cost == 1;
    Quota settled = free ? sim.windows().refund(principal, quota) : quota;
    sim.stats().spent(principal, exchange.resource(), free ? 0 : cost);
    return dressed(exchange, reply, settled);
  }

  private Reply truth(Exchange exchange) {
    if (exchange.badCredential()) {
      sim.stats().refused("bad-credentials");
      return Refusals.badCredentials();
    }
    return sim.endpoints().answer(exchange);
  }

  private Reply refused(Exchange exchange, SecondaryLimits.Refusal refusal) {
    sim.stats()
        .refused("secondary-" + refusal.cause().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    String text =
        refusal.cause() == SecondaryLimits.Cause.CONTENT
            ? Refusals.SECONDARY_CONTENT
            : Refusals.SECONDARY;
    Reply reply = Refusals.secondary(403, text, Long.toString(refusal.retryAfter()));
    return finished(exchange, reply, standing(exchange));
  }

  /** The answer of a scenario, with as much around it as GitHub puts there. */
  private Reply dressed(Exchange exchange, Scenario scenario) {
    Reply answer = Played.answer(exchange, scenario);
    return switch (scenario.kind()) {
      case OUTAGE, SECONDARY_WITHOUT_HEADERS -> sim.finisher().edge(answer, exchange.now());
      case PRIMARY_EXHAUSTED -> finished(exchange, answer, standing(exchange).spent());
      default -> finished(exchange, answer, standing(exchange));
    };
  }

  private Quota standing(Exchange exchange) {
    return sim.windows().quota(exchange.principal(), exchange.resource(), exchange.now());
  }

  private Reply finished(Exchange exchange, Reply reply, Quota quota) {
    return dressed(
        exchange, sim.finisher().validated(exchange.request(), exchange.principal(), reply), quota);
  }

  private Reply dressed(Exchange exchange, Reply reply, Quota quota) {
    Reply common = sim.finisher().common(exchange.request(), exchange.principal(), reply, quota);
    return sim.finisher().edge(common, exchange.now());
  }
}
