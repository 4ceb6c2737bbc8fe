package dev.headgate.server.admission;

import dev.headgate.core.admission.AdmissionControl;
import dev.headgate.core.admission.AdmissionRequest;
import dev.headgate.core.admission.Attempt;
import dev.headgate.core.breaker.BreakerStatus;
import dev.headgate.core.breaker.CircuitBreakers;
import dev.headgate.core.gateway.Expenses;
import dev.headgate.core.gateway.Upstream;
import dev.headgate.core.http.Target;
import dev.headgate.core.identity.Principal;
import dev.headgate.core.priority.EndpointPriority;
import dev.headgate.core.priority.Priority;
import dev.headgate.core.quota.QuotaAccount;
import dev.headgate.core.quota.QuotaKey;
import dev.headgate.core.quota.QuotaLedger;
import dev.headgate.core.quota.QuotaResource;
import dev.headgate.server.access.Access;
import dev.headgate.server.endpoint.Answer;
import dev.headgate.server.endpoint.Call;
import dev.headgate.server.endpoint.EndpointGroup;
import dev.headgate.server.endpoint.Problem;
import dev.headgate.server.endpoint.Route;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What would happen to one request to GitHub now: what it costs, how urgent it is taken to be, and
 * which limit stands against it. Nothing is sent, and nothing stays taken.
 */
final class ExplainEndpoints implements EndpointGroup {
  private static final int LONGEST = 128;

  private final AdmissionControl admission;
  private final EndpointPriority priorities;
  private final QuotaLedger ledger;
  private final CircuitBreakers breakers;
  private final String host;
  private final InstantSource clock;

  ExplainEndpoints(
      AdmissionControl admission,
      EndpointPriority priorities,
      QuotaLedger ledger,
      CircuitBreakers breakers,
      Upstream upstream,
      InstantSource clock) {
    this.admission = admission;
    this.priorities = priorities;
    this.ledger = ledger;
    this.breakers = breakers;
    this.host = upstream.host();
    this.clock = clock;
  }

  @Override
  public List<Route> routes() {
    return List.of(Route.get("/api/v1/quotas/explain", Access.ADMIN, this::explain));
  }

  private Answer explain(Call call) {
    String path = call.parameter("path").orElse("");
    if (!path.startsWith("/")) {
      throw Problem.badRequest(
          "path: missing (expected: ?path=/repos/o/r and, if wanted, method, principal, priority)");
    }
    String who = call.parameter("principal").orElse(Principal.ANONYMOUS.id());
    if (who.isEmpty() || who.length() > LONGEST) {
      throw Problem.badRequest(
          "principal: %d characters (expected: 1 to %d, as /api/v1/quotas shows it)"
              .formatted(who.length(), LONGEST));
    }
    Target target = Target.parse(path);
    String method = call.parameter("method").orElse("GET").toUpperCase(Locale.ROOT);
    Priority priority =
        call.parameter("priority")
            .map(ExplainEndpoints::priority)
            .orElseGet(() -> priorities.of(method, target.path(), target.query()));
    QuotaKey key = new QuotaKey(host, new Principal(who), QuotaResource.of(target.path()));
    Instant now = clock.instant();
    AdmissionRequest request =
        new AdmissionRequest(
            call.exchange().requestId(),
            key,
            "explain",
            priority,
            Expenses.of(method, target),
            now,
            now);
    return Answer.json(view(request, admission.look(request), now));
  }

  private Map<String, Object> view(
      AdmissionRequest request, Optional<Attempt.Blocked> blocked, Instant now) {
    QuotaAccount account = ledger.account(request.key(), now);
    boolean known = account.known(now);
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("principal", request.key().principal().id());
    view.put("resource", request.key().resource());
    view.put("endpoint", request.cost().endpoint());
    view.put("priority", request.priority().label());
    view.put("points", request.cost().points());
    view.put("points_per_minute", request.cost().secondary());
    view.put(
        "cpu_seconds_left",
        admission.cpuLeft(request).map(left -> left.toMillis() / 1e3).orElse(null));
    view.put("passes", blocked.isEmpty());
    view.put("reason", blocked.map(one -> one.reason().text()).orElse(null));
    view.put("until", blocked.map(one -> text(one.until())).orElse(null));
    view.put("limit", known ? account.limit() : null);
    view.put("remaining", known ? account.remaining() : null);
    view.put("reserved", account.reserved());
    view.put(
        "waiting",
        admission.waiting(Integer.MAX_VALUE).stream()
            .filter(one -> one.request().key().equals(request.key()))
            .count());
    view.put(
        "circuit",
        breakers.statuses().stream()
            .filter(status -> status.service().equals(CircuitBreakers.GITHUB))
            .map(BreakerStatus::state)
            .map(state -> state.name().toLowerCase(Locale.ROOT).replace('_', '-'))
            .findFirst()
            .orElse("closed"));
    return view;
  }

  private static Priority priority(String text) {
    return Priority.named(text)
        .orElseThrow(
            () -> Problem.badRequest("priority: unknown (expected: critical, high, normal, low)"));
  }

  private static String text(Instant instant) {
    return instant.truncatedTo(ChronoUnit.MILLIS).toString();
  }
}
