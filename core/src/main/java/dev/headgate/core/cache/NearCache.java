package dev.headgate.core.cache;

import static java.util.Objects.requireNonNull;

import dev.headgate.core.breaker.StoreGuard;
import dev.headgate.core.cache.Corrections.Correction;
import dev.headgate.core.identity.Fingerprint;
import dev.headgate.core.storage.StorageFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A cache that processes share, behind copies in this process's memory, so that what is asked often
 * costs no call to the store; and a substitute for the store while that is away.
 *
 * <p><b>Bound.</b> {@link #catchUp} reads what changed in the store every {@link #POLL}. What
 * another process invalidated, revoked or replaced is not found here any more once that is read,
 * and never later than {@link #TRUST} after: copies count only while the last reading began less
 * than that ago; otherwise each look-up asks the store. What is put here while a change is read is
 * checked against it. When the store cannot tell what changed, every copy is doubted: its grants
 * count no more, its body still serves to ask GitHub whether it is the same.
 *
 * <p><b>Without the store.</b> A call that fails is not repeated and nobody waits for the next one,
 * the {@link StoreGuard} sees to that. Look-ups then find the copies, marked as uncertain: they are
 * good for asking GitHub and in its place, and never fresh. What is learnt is kept here. What was
 * invalidated, revoked or learnt meanwhile is told to the store as soon as it answers, before
 * anything that it says is believed again; the copies are then brought up to date by what changed
 * there.
 *
 * <p><b>Writes.</b> Grants that are only renewed are passed on at most every {@link #RENEWAL} each,
 * so other processes and restarts see a last validation that is that much older.
 *
 * <p>Thread-safe. A look-up blocks only where it asks the store.
 */
public final class NearCache implements ResponseCache {
  /** How often {@link #catchUp} is to be called. */
  public static final Duration POLL = Duration.ofMillis(250);

  /** How long what was read of the changes counts. */
  public static final Duration TRUST = Duration.ofSeconds(1);

  /** How often a grant that is renewed all the time is passed on. */
  public static final Duration RENEWAL = Duration.ofSeconds(10);

  private final SharedResponseCache store;
  private final ResponseCache near;
  private final StoreGuard guard;
  private final LongSupplier ticker;
  private final Invalidations seen = new Invalidations(0);
  private final Corrections corrections = new Corrections();
  private final ReentrantLock turn = new ReentrantLock();
  private volatile Reading reading = Reading.NONE;
  private volatile Instant doubted = Instant.MIN;
  private volatile Consumer<ResourceSelection> listener = selection -> {};

  /**
   * Copies of that store.
   *
   * @param near keeps the copies; nobody else uses it
   * @param guard stands before the store
   * @param ticker nanoseconds that never go back, from any start: {@link System#nanoTime}
   */
  public NearCache(
      SharedResponseCache store, ResponseCache near, StoreGuard guard, LongSupplier ticker) {
    this.store = requireNonNull(store, "store");
    this.near = requireNonNull(near, "near");
    this.guard = requireNonNull(guard, "guard");
    this.ticker = requireNonNull(ticker, "ticker");
  }

  @Override
  public CacheEntry find(ResourceKey key, Fingerprint identity, Instant now) {
    long asOf = seen.number();
    CacheEntry copy = near.find(key, identity, now);
    return counts(copy.grant()) && current() ? copy.asOf(asOf) : ask(key, identity, copy, now);
  }

  @Override
  public CacheEntry peek(ResourceKey key, Fingerprint identity, Instant now) {
    long asOf = seen.number();
    CacheEntry copy = near.find(key, identity, now).asOf(asOf);
    return counts(copy.grant()) && current() ? copy : copy.uncertain();
  }

  @Override
  public void store(
      ResourceKey key, Representation representation, Grant grant, long asOf, Instant now) {
    keep(key, representation, grant, asOf, now);
    try {
      guard.run(() -> store.store(key, representation, grant, asOf, now));
    } catch (StorageFailure away) {
      // What it knows of this caller is older than what he has just been told.
      corrections.add(new Correction.Revoke(key, grant.identity()));
    }
  }

  @Override
  public void grant(ResourceKey key, Grant grant, Instant now) {
    Grant before = near.find(key, grant.identity(), now).grant();
    near.grant(key, grant, now);
    if (before != null && sameWord(before, grant)) {
      return;
    }
    try {
      guard.run(() -> store.grant(key, grant, now));
    } catch (StorageFailure away) {
      if (before == null || !before.representation().equals(grant.representation())) {
        corrections.add(new Correction.Revoke(key, grant.identity()));
      }
    }
  }

  @Override
  public void revoke(ResourceKey key, Fingerprint identity) {
    near.revoke(key, identity);
    tell(new Correction.Revoke(key, identity));
  }

  /** Holds here at once, elsewhere within the bound; while the store is away, once it is back. */
  @Override
  public int invalidate(ResourceSelection selection) {
    int copies = near.invalidate(selection);
    int forgotten;
    try {
      forgotten = guard.call(() -> store.invalidate(selection));
    } catch (StorageFailure away) {
      corrections.add(new Correction.Invalidate(selection));
      return copies;
    }
    // Its number is needed at once: what is asked now and answered later is held against it.
    read(null);
    return forgotten;
  }

  /** The store's; while it is away, that of the copies. */
  @Override
  public CacheUsage usage() {
    try {
      return guard.call(store::usage);
    } catch (StorageFailure away) {
      return near.usage();
    }
  }

  /** How full the memory of this process is. */
  public CacheUsage nearUsage() {
    return near.usage();
  }

  /**
   * Has somebody told of what is invalidated in the store, by whichever process, once it is in
   * force here. What is not known after the store was away is not told. He must not block.
   */
  public void listen(Consumer<ResourceSelection> heard) {
    listener = requireNonNull(heard, "heard");
  }

  /** Whether copies count without asking the store. */
  public boolean current() {
    Reading latest = reading;
    return latest.done()
        && ticker.getAsLong() - latest.began() < TRUST.toNanos()
        && corrections.none();
  }

  /** Whether the store has heard of everything that was invalidated, revoked or learnt here. */
  public boolean told() {
    return corrections.none();
  }

  /**
   * Tells the store what it has missed, and reads what changed there; to be called every {@link
   * #POLL} by a thread that may have to wait for the store.
   */
  public void catchUp(Instant now) {
    try {
      for (Correction next = corrections.first(); next != null; next = corrections.first()) {
        Correction correction = next;
        guard.run(() -> correction.tell(store));
        corrections.done(correction);
      }
    } catch (StorageFailure away) {
      // The guard has counted it, and the next call comes soon.
      return;
    }
    read(now);
  }

  /**
   * Reads what changed; where that is unknown, only one who knows the time can go on from there.
   */
  private void read(@Nullable Instant now) {
    turn.lock();
    try {
      long began = ticker.getAsLong();
      CacheChanges changes = guard.call(() -> store.changes(seen.number()));
      if (changes.continuous()) {
        changes.changes().forEach(this::apply);
      } else if (now != null) {
        doubt(changes.number(), now);
      } else {
        return;
      }
      reading = new Reading(true, began);
    } catch (StorageFailure away) {
      // The guard has counted it, and what was read last ages.
      return;
    } finally {
      turn.unlock();
    }
  }

  private void apply(CacheChanges.Change change) {
    seen.add(change.number(), change.selection());
    near.invalidate(change.selection());
    listener.accept(change.selection());
  }

  /** What was copied before the first reading is as of no number; later, bodies may still serve. */
  private void doubt(long number, Instant now) {
    seen.forget(number);
    if (reading.done()) {
      doubted = now;
    } else {
      near.invalidate(ResourceSelection.everything());
    }
  }

  private CacheEntry ask(ResourceKey key, Fingerprint identity, CacheEntry copy, Instant now) {
    if (!corrections.none()) {
      return copy.asOf(seen.number()).uncertain();
    }
    CacheEntry found;
    try {
      found = guard.call(() -> store.find(key, identity, now));
    } catch (StorageFailure away) {
      return copy.asOf(seen.number()).uncertain();
    }
    Grant grant = found.grant();
    Representation granted = found.granted();
    if (grant == null || granted == null) {
      return found.others().isEmpty() ? guesses(copy, found.asOf()) : found;
    }
    Grant known = copy.grant();
    if (known == null || !counts(known) || known.validatedAt().isBefore(grant.validatedAt())) {
      keep(key, granted, grant, found.asOf(), now);
    }
    return found;
  }

  /** Puts a copy here, unless something that was read since speaks against it. */
  private void keep(
      ResourceKey key, Representation representation, Grant grant, long asOf, Instant now) {
    if (seen.since(asOf, key.path())) {
      return;
    }
    near.store(key, representation, grant, Long.MAX_VALUE, now);
    if (seen.since(asOf, key.path())) {
      near.invalidate(ResourceSelection.exactly(key.path()));
    }
  }

  private boolean counts(@Nullable Grant grant) {
    return grant != null && grant.validatedAt().isAfter(doubted);
  }

  /** Bodies that the store has lost are still worth a question to GitHub. */
  private static CacheEntry guesses(CacheEntry copy, long asOf) {
    List<Representation> bodies = new ArrayList<>(copy.others());
    Representation granted = copy.granted();
    if (granted != null) {
      bodies.add(0, granted);
    }
    return new CacheEntry(
        null, null, bodies.subList(0, Math.min(bodies.size(), CacheEntry.MAX_OTHERS)), asOf);
  }

  private void tell(Correction correction) {
    try {
      guard.run(() -> correction.tell(store));
    } catch (StorageFailure away) {
      corrections.add(correction);
    }
  }

  /** Whether a grant says what the one before said, within the same span of {@link #RENEWAL}. */
  private static boolean sameWord(Grant before, Grant after) {
    return before.representation().equals(after.representation())
        && Objects.equals(before.tag(), after.tag())
        && before.asked().equals(after.asked())
        && span(before.validatedAt()) == span(after.validatedAt());
  }

  private static long span(Instant instant) {
    return Math.floorDiv(instant.getEpochSecond(), RENEWAL.toSeconds());
  }

  /**
   * The last reading of what changed.
   *
   * @param done whether there was one
   * @param began when, by the ticker
   */
  private record Reading(boolean done, long began) {
    static final Reading NONE = new Reading(false, 0);
  }
}
