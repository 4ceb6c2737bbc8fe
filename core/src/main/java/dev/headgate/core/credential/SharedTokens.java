package dev.headgate.core.credential;

import dev.headgate.core.slot.SlotDecision;
import dev.headgate.core.slot.SlotLease;
import dev.headgate.core.slot.SlotPool;
import dev.headgate.core.slot.Slots;
import dev.headgate.core.storage.StorageFailure;
import dev.headgate.core.storage.StoreCalls;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the processes of one gateway know of each other's tokens: the sealed tokens themselves, and
 * a lease that lets one process mint at a time. A store that is away costs tokens, never answers:
 * then each process mints for itself. Thread-safe.
 */
public final class SharedTokens {
  /** Longer than minting takes; of one that died while minting, another takes the place then. */
  static final Duration LEASE = Duration.ofSeconds(15);

  private final TokenVault vault;
  private final Slots slots;
  private final TokenSeal seal;
  private final StoreCalls calls;
  private final String process;

  /**
   * Tokens shared over these ports.
   *
   * @param slots kept where the vault is
   * @param calls stands before their store
   * @param process names this process among those that share
   */
  public SharedTokens(
      TokenVault vault, Slots slots, TokenSeal seal, StoreCalls calls, String process) {
    this.vault = vault;
    this.slots = slots;
    this.seal = seal;
    this.calls = calls;
    this.process = process;
  }

  /** The latest token that any process minted. */
  Optional<HeldToken> find(Installation installation, Instant now) {
    try {
      return calls
          .call(() -> vault.find(installation, now))
          .flatMap(
              sealed -> seal.open(installation, sealed).map(token -> new HeldToken(token, sealed)));
    } catch (StorageFailure away) {
      return Optional.empty();
    }
  }

  /** Shows the others a token that was minted here. */
  HeldToken publish(AccessToken token, Instant now) {
    SealedToken sealed = seal.seal(token);
    try {
      replaceUnreadable(token.installation(), now);
      calls.call(() -> vault.putIfNewer(token.installation(), sealed, now));
    } catch (StorageFailure away) {
      // The others mint one of their own, which GitHub honours beside this one.
      return new HeldToken(token, sealed);
    }
    return new HeldToken(token, sealed);
  }

  /** What was sealed with a key that nobody has any more must not stand in the way. */
  private void replaceUnreadable(Installation installation, Instant now) {
    calls
        .call(() -> vault.find(installation, now))
        .filter(sealed -> seal.open(installation, sealed).isEmpty())
        .ifPresent(sealed -> calls.call(() -> vault.remove(installation, sealed)));
  }

  /** Takes this token away from everybody, unless another has replaced it. */
  void drop(HeldToken held) {
    attempt(() -> vault.remove(held.token().installation(), held.sealed()));
  }

  /** Forgets all of an installation. */
  void remove(Installation installation) {
    attempt(() -> vault.remove(installation));
  }

  /** Forgets all other installations of the app. */
  void retain(Installation app, Set<Long> ids) {
    attempt(() -> vault.retain(app, ids));
  }

  /** Asks to be the one who mints. */
  Turn turn(Installation installation, Instant now) {
    SlotPool pool = new SlotPool("mint:" + installation.caller().identity().hex(), 1);
    try {
      return calls.call(() -> slots.acquire(process, List.of(pool), LEASE, now))
              instanceof SlotDecision.Taken taken
          ? new Turn.Mine(taken.lease())
          : Turn.Anothers.INSTANCE;
    } catch (StorageFailure away) {
      return Turn.Alone.INSTANCE;
    }
  }

  /** Lets the next one. */
  void end(Turn turn) {
    if (turn instanceof Turn.Mine mine) {
      attempt(() -> slots.release(mine.lease()));
    }
  }

  private void attempt(Runnable change) {
    try {
      calls.call(() -> {
        change.run();
        return change;
      });
    } catch (StorageFailure away) {
      // Leases and tokens end by themselves.
      return;
    }
  }

  /** Whose turn it is to mint. */
  sealed interface Turn {
    /** This process's, until the lease ends. */
    record Mine(SlotLease lease) implements Turn {}

    /** Another's: look what it brings. */
    enum Anothers implements Turn {
      INSTANCE
    }

    /** Nobody can tell: mint, whatever others do. */
    enum Alone implements Turn {
      INSTANCE
    }
  }
}
