package dev.headgate.github.simulator;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What scenarios answer instead of the truth. */
final class Played {
  private Played() {}

  static Reply answer(Exchange exchange, Scenario scenario) {
    int status = scenario.answerStatus();
    Principal principal = exchange.principal();
    return switch (scenario.kind()) {
      case PRIMARY_EXHAUSTED ->
          exchange.graphql()
              ? GraphQl.limited(principal, scenario.newForm())
              : Refusals.primary(principal, status);
      case SECONDARY -> Refusals.secondary(status, Refusals.SECONDARY, wait(exchange, scenario));
      case SECONDARY_WITHOUT_HEADERS -> Refusals.secondary(status, Refusals.SECONDARY, null);
      case ABUSE -> Refusals.abuse(status, wait(exchange, scenario));
      case GRAPHQL_RATE_LIMITED -> GraphQl.limited(principal, scenario.newForm());
      case OUTAGE -> Refusals.outage(status);
      case HANG, SLOW, TRUNCATE, RESET_CONNECTION, LATENCY ->
          throw new IllegalStateException(scenario.kind() + " has no answer of its own");
    };
  }

  private static @Nullable String wait(Exchange exchange, Scenario scenario) {
    Duration wait = scenario.retryAfter();
    if (wait == null) {
      return null;
    }
    return scenario.retryAfterAsDate()
        ? Reply.httpDate(exchange.now().plus(wait))
        : Long.toString(wait.toSeconds());
  }
}
