package dev.headgate.server.spending;

import static java.util.Objects.requireNonNull;

import dev.headgate.core.quota.QuotaKey;
import dev.headgate.core.quota.QuotaLedger;
import dev.headgate.core.spending.Outlook;
import dev.headgate.core.spending.Spender;
import dev.headgate.core.spending.Spenders;
import dev.headgate.runtime.spending.SharedSpending;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the quotas every few seconds and says in the log when one of them will not last, before
 * it happens: when that is, and who spends it.
 */
public final class SpendingWatch {
  private static final Logger LOG = LoggerFactory.getLogger(SpendingWatch.class);

  /** So many lines at once; the rest of that moment's are counted. */
  private static final int MOST_LINES = 20;

  private static final int NAMED = 3;

  private final QuotaLedger ledger;
  private final Outlook outlook;
  private final SharedSpending spending;
  private final InstantSource clock;

  SpendingWatch(QuotaLedger ledger, Outlook outlook, SharedSpending spending, InstantSource clock) {
    this.ledger = ledger;
    this.outlook = outlook;
    this.spending = spending;
    this.clock = clock;
  }

  /** Looks once; to be called every {@link Outlook#LOOK}. */
  public void look() {
    Instant now = clock.instant();
    List<Outlook.Warning> warnings = outlook.look(ledger.accounts(now), now);
    if (warnings.isEmpty()) {
      return;
    }
    Map<QuotaKey, Spenders> spenders = spending.spenders(now);
    for (Outlook.Warning warning : warnings.subList(0, Math.min(MOST_LINES, warnings.size()))) {
      warn(warning, spenders.get(warning.key()), now);
    }
    if (warnings.size() > MOST_LINES) {
      LOG.warn("{} further quotas will not last until their reset", warnings.size() - MOST_LINES);
    }
  }

  private static void warn(Outlook.Warning warning, @Nullable Spenders spenders, Instant now) {
    Duration left = requireNonNull(warning.forecast().left(now), "exhaustedAt");
    LOG.atWarn()
        .addKeyValue("principal", warning.key().principal().id())
        .addKeyValue("resource", warning.key().resource())
        .addKeyValue("exhausted_at", now.plus(left).truncatedTo(ChronoUnit.SECONDS))
        .addKeyValue("in_seconds", left.toSeconds())
        .addKeyValue("reset_at", warning.account().reset())
        .addKeyValue("remaining", warning.account().remaining())
        .addKeyValue("limit", warning.account().limit())
        .addKeyValue("rate_per_minute", Math.round(warning.forecast().pace().perMinute()))
        .addKeyValue("top_callers", spenders == null ? "" : named(spenders.callers(), spenders))
        .addKeyValue("top_paths", spenders == null ? "" : named(spenders.paths(), spenders))
        .log("a quota will not last until its reset");
  }

  private static String named(List<Spender> list, Spenders spenders) {
    return list.stream()
        .limit(NAMED)
        .map(spender ->
            "%s (%.0f%%)".formatted(spender.name(), 100.0 * spender.points() / spenders.points()))
        .collect(Collectors.joining(", "));
  }
}
