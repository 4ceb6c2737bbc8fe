package dev.headgate.server.spending;

import static java.util.Objects.requireNonNull;

import dev.headgate.core.quota.QuotaKey;
import dev.headgate.core.quota.QuotaLedger;
import dev.headgate.core.slot.SlotDecision;
import dev.headgate.core.slot.SlotPool;
import dev.headgate.core.slot.Slots;
import dev.headgate.core.spending.Outlook;
import dev.headgate.core.spending.Spender;
import dev.headgate.core.spending.Spenders;
import dev.headgate.core.storage.StorageFailure;
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
 * it happens: when that is, and who spends it. Of all processes that share a store, the first to
 * notice says it; while the store is away, each does.
 */
public final class SpendingWatch {
  private static final Logger LOG = LoggerFactory.getLogger(SpendingWatch.class);

  /** So many lines at once; the rest of that moment's are counted. */
  private static final int MOST_LINES = 20;

  private static final int NAMED = 3;

  /** For so long at least nobody says it again. */
  private static final Duration QUIET = Duration.ofMinutes(14);

  private final QuotaLedger ledger;
  private final Outlook outlook;
  private final SharedSpending spending;
  private final Slots slots;
  private final String process;
  private final InstantSource clock;

  SpendingWatch(
      QuotaLedger ledger,
      Outlook outlook,
      SharedSpending spending,
      Slots slots,
      String process,
      InstantSource clock) {
    this.ledger = ledger;
    this.outlook = outlook;
    this.spending = spending;
    this.slots = slots;
    this.process = process;
    this.clock = clock;
  }

  /** Looks once; to be called every {@link Outlook#LOOK}. */
  public void look() {
    Instant now = clock.instant();
    List<Outlook.Warning> warnings =
        outlook.look(ledger.accounts(now), now).stream()
            .filter(warning -> first(warning, now))
            .toList();
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

  /** Whether no other process has said it, nor will in this window. */
  private boolean first(Outlook.Warning warning, Instant now) {
    QuotaKey key = warning.key();
    String name =
        "quota-warning:%s|%s|%s%s"
            .formatted(
                key.host(), key.principal().id(), key.resource(), warning.again() ? "|again" : "");
    Instant reset = warning.account().reset();
    Duration rest = reset == null ? QUIET : Duration.between(now, reset);
    Duration quiet = rest.compareTo(QUIET) > 0 ? rest : QUIET;
    try {
      return slots.acquire(process, List.of(new SlotPool(name, 1)), quiet, now)
          instanceof SlotDecision.Taken;
    } catch (StorageFailure away) {
      LOG.debug("nobody can be asked whether others have warned", away);
      return true;
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
