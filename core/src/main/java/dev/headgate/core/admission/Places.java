package dev.headgate.core.admission;

import dev.headgate.core.quota.QuotaAccount;
import dev.headgate.core.quota.QuotaKey;
import dev.headgate.core.quota.QuotaObservation;
import dev.headgate.core.slot.SlotDecision;
import dev.headgate.core.slot.SlotPool;
import dev.headgate.core.slot.Slots;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * How many requests may be under way: as many as GitHub allows a principal, and fewer where it is
 * not known how things stand: on a counter whose window has just begun, when a spent one has been
 * refilled, and after GitHub asked for silence. There one request goes first, and the number
 * doubles from then on, see {@link Ramp}.
 *
 * <p>Bounded: of the counters that are being learnt anew, those not asked for longest go.
 */
final class Places {
  private static final int MOST = 10_000;

  /** For so long after an answer that told of no limits there are none. */
  private static final Duration SILENT = Duration.ofMinutes(5);

  /** So often is that noted anew. */
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(10);

  /** Who comes after such a pause learns from the beginning. */
  private static final Duration FORGOTTEN = Duration.ofSeconds(30);

  private final Slots slots;
  private final long most;
  private final Ramp afterSilence;
  private final Ramp whileUnknown;
  private final ConcurrentHashMap<QuotaKey, Learning> learning = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<QuotaKey, Instant> drained = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<QuotaKey, Instant> silent = new ConcurrentHashMap<>();

  Places(Slots slots, long most, Ramp afterSilence, Ramp whileUnknown) {
    this.slots = slots;
    this.most = most;
    this.afterSilence = afterSilence;
    this.whileUnknown = whileUnknown;
  }

  /** A place for one request for at most that long. */
  SlotDecision take(AdmissionRequest request, QuotaAccount account, Duration hold, Instant now) {
    QuotaKey key = request.key();
    List<SlotPool> pools = new ArrayList<>(2);
    long all = afterSilence.capacity(account.pausedUntil(), most, now);
    pools.add(new SlotPool("github:" + Permits.subject(key), all));
    long counters = request.cost().points() == 0 ? most : ofCounter(key, account, now);
    if (counters < all) {
      String name = "github:" + Permits.subject(key) + '|' + key.resource();
      pools.add(new SlotPool(name, counters));
    }
    return slots.acquire(UUID.randomUUID().toString(), pools, hold, now);
  }

  private long ofCounter(QuotaKey key, QuotaAccount account, Instant now) {
    @Nullable Instant refilled = drained.get(key);
    long restarted = most;
    if (refilled != null && !now.isBefore(refilled)) {
      restarted = afterSilence.capacity(refilled, most, now);
      if (restarted == most) {
        drained.remove(key, refilled);
      }
    }
    if (account.known(now)) {
      learning.remove(key);
      return restarted;
    }
    if (learning.size() >= MOST) {
      learning.values().removeIf(one -> one.forgotten(now));
    }
    Learning one =
        learning.compute(
            key,
            (name, known) ->
                known == null || known.forgotten(now)
                    ? new Learning(now, now)
                    : new Learning(known.start, now));
    return Math.min(restarted, whileUnknown.capacity(one.start, most, now));
  }

  /** The counter is spent until then; those who wait for that moment do not all go at once. */
  void drained(QuotaKey key, Instant until, Instant now) {
    if (drained.size() >= MOST) {
      drained.values().removeIf(end -> end.isBefore(now));
    }
    if (drained.size() < MOST || drained.containsKey(key)) {
      drained.put(key, until);
    }
  }

  /** Whether fewer may go than at other times, because one is to find out first. */
  boolean probing(AdmissionRequest request, QuotaAccount account, Instant now) {
    return afterSilence.capacity(account.pausedUntil(), most, now) < most
        || learning.containsKey(request.key())
        || drained.getOrDefault(request.key(), Instant.MAX).isBefore(now);
  }

  /** Whether its answers tell of no limits, as those of a server without limits do. */
  boolean unlimited(QuotaKey key, Instant now) {
    Instant since = silent.isEmpty() ? null : silent.get(key);
    return since != null && now.isBefore(since.plus(SILENT));
  }

  /** GitHub answered, with these figures or none. */
  void told(QuotaKey key, @Nullable QuotaObservation seen, Instant now) {
    // Figures of a window that ended long ago are no figures; of one that ended just now, late
    // ones.
    boolean told = seen != null && now.isBefore(seen.reset().plus(SILENT));
    if (told) {
      if (!silent.isEmpty()) {
        silent.remove(key);
      }
      return;
    }
    Instant since = silent.get(key);
    if (since != null && now.isBefore(since.plus(LOOK_AGAIN))) {
      return;
    }
    if (silent.size() >= MOST) {
      silent.values().removeIf(other -> !now.isBefore(other.plus(SILENT)));
    }
    if (silent.size() < MOST || since != null) {
      silent.put(key, now);
      learning.remove(key);
    }
  }

  /**
   * A counter that is asked although its figures are not known.
   *
   * @param start when the first came
   * @param last when the latest came
   */
  private record Learning(Instant start, Instant last) {
    boolean forgotten(Instant now) {
      return !now.isBefore(last.plus(FORGOTTEN));
    }
  }
}
