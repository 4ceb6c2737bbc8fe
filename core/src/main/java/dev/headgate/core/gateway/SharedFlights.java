package dev.headgate.core.gateway;

import dev.headgate.core.breaker.StoreGuard;
import dev.headgate.core.cache.ResourceKey;
import dev.headgate.core.cache.codec.StoredKey;
import dev.headgate.core.slot.SlotDecision;
import dev.headgate.core.slot.SlotLease;
import dev.headgate.core.slot.SlotPool;
import dev.headgate.core.slot.Slots;
import dev.headgate.core.storage.StorageFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets one process at a time read what nobody knows yet, while the others watch the cache that they
 * share. The one who reads holds a lease; if it dies, another takes its place when that ends. A
 * store that is away keeps nobody waiting: then each reads for itself.
 *
 * <p>Costs two round trips to the store for each cold read, none for others. Thread-safe.
 */
public final class SharedFlights {
  /** Each process reads for itself: where the cache is not shared, {@link Flights} suffice. */
  public static final SharedFlights NONE = new SharedFlights(null);

  /** As long as others wait at most, so that it need not be renewed. */
  static final Duration LEASE = Duration.ofSeconds(2);

  private final @Nullable Board board;

  private SharedFlights(@Nullable Board board) {
    this.board = board;
  }

  /**
   * The flights of all processes that share these slots.
   *
   * @param guard stands before the slots' store
   * @param process names this process among them
   */
  public SharedFlights(Slots slots, StoreGuard guard, String process) {
    this(new Board(slots, guard, process));
  }

  /** Asks to be the one who reads that resource. */
  Turn ask(ResourceKey key, Instant now) {
    return board == null ? Turn.Alone.INSTANCE : board.ask(key, now);
  }

  /** What came of asking. */
  sealed interface Turn {
    /** Read it, and {@link #end} then. */
    record Lead(Board board, SlotLease lease) implements Turn {
      void end() {
        board.release(lease);
      }
    }

    /**
     * Another reads it.
     *
     * @param until when its lease ends
     */
    record Follow(Instant until) implements Turn {}

    /** Nobody can tell: read it, whatever others do. */
    enum Alone implements Turn {
      INSTANCE
    }
  }

  /** Where the processes see each other. */
  private record Board(Slots slots, StoreGuard guard, String process) {
    Turn ask(ResourceKey key, Instant now) {
      SlotPool pool = new SlotPool("flight:" + StoredKey.of(key).digest(), 1);
      Supplier<SlotDecision> question = () -> slots.acquire(process, List.of(pool), LEASE, now);
      try {
        SlotDecision decision = guard.call(question);
        if (decision instanceof SlotDecision.Taken taken) {
          return new Turn.Lead(this, taken.lease());
        }
        return new Turn.Follow(((SlotDecision.Full) decision).freeAt());
      } catch (StorageFailure away) {
        return Turn.Alone.INSTANCE;
      }
    }

    void release(SlotLease lease) {
      try {
        guard.run(() -> slots.release(lease));
      } catch (StorageFailure away) {
        // The lease ends by itself.
        return;
      }
    }
  }
}
