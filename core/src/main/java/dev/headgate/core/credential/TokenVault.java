package dev.headgate.core.credential;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps the latest token of each installation for all processes. What it keeps is sealed: it reads
 * no token and decides nothing, it compares and swaps.
 *
 * <p><b>Atomicity.</b> Each call is one step: of two tokens put at once the newer stays, whichever
 * came first, and a token is removed only while it is the one that was meant.
 *
 * <p><b>Time.</b> A token that has expired is not found, and leaves the store by itself or with the
 * next call that changes something. The caller decides the time; a store that is shared between
 * machines uses its own clock instead.
 *
 * <p><b>Cost.</b> One round trip each. A store that loses its state costs one token per
 * installation, no more.
 *
 * <p>Thread-safe. A shared store throws a {@link dev.headgate.core.storage.StorageFailure} when it
 * cannot be asked; every call may then be repeated without harm.
 */
public interface TokenVault {
  /** The installation's token, unless it has expired. */
  Optional<SealedToken> find(Installation installation, Instant now);

  /**
   * Keeps the token if there is none, an expired one, or one that was issued before it.
   *
   * @return whether it is kept
   */
  boolean putIfNewer(Installation installation, SealedToken token, Instant now);

  /**
   * Forgets this very token.
   *
   * @return whether it was there; if another is kept, that one stays
   */
  boolean remove(Installation installation, SealedToken token);

  /** Forgets whatever is kept for the installation. */
  void remove(Installation installation);

  /**
   * Forgets the tokens of all other installations of an app.
   *
   * @param any one installation of the app; only its host and app matter
   * @param ids the installations whose tokens stay
   * @return how many were forgotten
   */
  int retain(Installation any, Set<Long> ids);
}
