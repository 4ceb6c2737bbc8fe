package dev.headgate.server.spending;

import dev.headgate.core.quota.Payer;
import dev.headgate.core.quota.QuotaAccount;
import dev.headgate.core.quota.QuotaKey;
import dev.headgate.core.quota.QuotaLedger;
import dev.headgate.core.spending.Forecast;
import dev.headgate.core.spending.Outlook;
import dev.headgate.core.spending.Spenders;
import dev.headgate.runtime.spending.SharedSpending;
import dev.headgate.server.access.Access;
import dev.headgate.server.endpoint.Answer;
import dev.headgate.server.endpoint.Call;
import dev.headgate.server.endpoint.EndpointGroup;
import dev.headgate.server.endpoint.Route;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * GitHub's quotas for their operator: how each stands, until when it lasts, who spends it, and who
 * waits. What ends first comes first, then what has the smallest share left; {@value #MOST} at
 * most, the others are counted.
 */
final class QuotaEndpoints implements EndpointGroup {
  static final int MOST = 200;
  static final int MOST_SHOWN = 24;

  private static final int MOST_WAITING = 100;

  private static final Comparator<QuotaRow> NEAREST_END_FIRST =
      Comparator.comparing(QuotaRow::end)
          .thenComparingDouble(QuotaRow::share)
          .thenComparing(row -> row.key().principal().id())
          .thenComparing(row -> row.key().resource());

  private final QuotaLedger ledger;
  private final Outlook outlook;
  private final SharedSpending spending;
  private final Set<WaitingLine> lines;
  private final InstantSource clock;

  QuotaEndpoints(
      QuotaLedger ledger,
      Outlook outlook,
      SharedSpending spending,
      Set<WaitingLine> lines,
      InstantSource clock) {
    this.ledger = ledger;
    this.outlook = outlook;
    this.spending = spending;
    this.lines = lines;
    this.clock = clock;
  }

  @Override
  public List<Route> routes() {
    return List.of(Route.get("/api/v1/quotas", Access.ADMIN, this::quotas));
  }

  private Answer quotas(Call call) {
    String principal = call.parameter("principal").orElse("");
    String resource = call.parameter("resource").orElse("");
    return Answer.json(view(principal, resource, MOST, clock.instant()));
  }

  /** The {@value #MOST_SHOWN} quotas that an operator should look at first, for the dashboard. */
  Map<String, Object> panel(Instant now) {
    return view("", "", MOST_SHOWN, now);
  }

  private Map<String, Object> view(String principal, String resource, int most, Instant now) {
    Map<QuotaKey, Spenders> spenders = spending.spenders(now);
    List<QuotaRow> rows =
        rows(ledger.accounts(now), now).stream()
            .filter(row -> principal.isEmpty() || row.key().principal().id().equals(principal))
            .filter(row -> resource.isEmpty() || row.key().resource().equals(resource))
            .sorted(NEAREST_END_FIRST)
            .toList();
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("as_of", now.truncatedTo(ChronoUnit.MILLIS).toString());
    answer.put("process", spending.process());
    answer.put("processes", spending.processes());
    answer.put(
        "quotas",
        rows.stream().limit(most).map(row -> row.view(spenders.get(row.key()), now)).toList());
    answer.put("omitted", Math.max(0, rows.size() - most));
    answer.put(
        "queue",
        lines.stream()
            .flatMap(line -> line.waiting(MOST_WAITING).stream())
            .limit(MOST_WAITING)
            .toList());
    return answer;
  }

  /** A pause is noted on one counter, and holds for all of its principal. */
  private List<QuotaRow> rows(Map<QuotaKey, QuotaAccount> accounts, Instant now) {
    Map<Payer, Instant> pauses = new HashMap<>();
    accounts.forEach((key, account) -> {
      Instant until = account.current(now).pausedUntil();
      if (until != null) {
        pauses.merge(key.payer(), until, (one, other) -> one.isAfter(other) ? one : other);
      }
    });
    return accounts.entrySet().stream()
        .map(entry -> {
          Instant until = pauses.get(entry.getKey().payer());
          QuotaAccount known = entry.getValue().current(now);
          QuotaAccount account = until == null ? known : known.pause(until);
          Forecast forecast = outlook.forecast(entry.getKey(), account, now);
          return new QuotaRow(entry.getKey(), account, forecast);
        })
        .toList();
  }
}
