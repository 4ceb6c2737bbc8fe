package dev.headgate.github.simulator;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One API request between arrival and answer: who asks, which endpoint, what it is charged and
 * which scenario it meets.
 */
record Exchange(
    Incoming request,
    Principal principal,
    boolean badCredential,
    Optional<Routes.Match> match,
    Resource resource,
    List<Scenarios.Playing> met,
    Instant now) {

  Exchange {
    met = List.copyOf(met);
  }

  String template() {
    return match.map(found -> found.route().template()).orElse("other");
  }

  boolean graphql() {
    return request.path().equals("/graphql");
  }

  /** Whether it creates content in the sense of the secondary limits. */
  boolean creates() {
    return request.is("POST") && !graphql() && !request.path().endsWith("/access_tokens");
  }

  Duration latency() {
    return met.stream().map(one -> one.scenario().latency()).reduce(Duration.ZERO, Duration::plus);
  }

  Sender.Delivery delivery() {
    long rate = 0;
    boolean truncated = false;
    for (Scenarios.Playing one : met) {
      Scenario.Kind kind = one.scenario().kind();
      rate = kind == Scenario.Kind.SLOW ? one.scenario().bytesPerSecond() : rate;
      truncated |= kind == Scenario.Kind.TRUNCATE;
    }
    return new Sender.Delivery(rate, truncated);
  }

  /** The scenario that answers instead of GitHub, if one was met. */
  Optional<Scenarios.Playing> instead() {
    if (met.isEmpty()) {
      return Optional.empty();
    }
    Scenarios.Playing last = met.get(met.size() - 1);
    return last.scenario().kind().onlyDelivery() ? Optional.empty() : Optional.of(last);
  }
}
