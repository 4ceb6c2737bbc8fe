package dev.headgate.core.credential;

import java.time.Duration;

/**
 * GitHub, as far as it mints tokens for an App and says where the App is installed.
 *
 * <p>Asks once and reports what came; whoever calls it decides what to repeat. Blocks for at most
 * the patience given. Thread-safe.
 */
public interface TokenIssuer {
  /**
   * Mints a token for the installation, with all of its permissions.
   *
   * @param patience how long it may take
   */
  Issue issue(Installation installation, Duration patience);

  /**
   * Where the App is installed for this account, or for this repository of it.
   *
   * @param patience how long it may take
   */
  Location locate(Account account, Duration patience);

  /** What came of minting. */
  sealed interface Issue {
    /** A token, minted just now. */
    record Minted(AccessToken token) implements Issue {}

    /** There is no such installation any more: GitHub answered 404 or 410. */
    record Gone(int status) implements Issue {}

    /**
     * No token this time.
     *
     * @param detail why, for people; free of secrets
     * @param retryAfter when it is worth trying again, at the earliest
     * @param lasting whether somebody must mend something first: the key, the app, a suspension
     */
    record Failed(String detail, Duration retryAfter, boolean lasting) implements Issue {}
  }

  /** What came of asking where. */
  sealed interface Location {
    /** That installation. */
    record At(long id) implements Location {}

    /** The App is not installed there, or there is nothing. */
    record Nowhere() implements Location {}

    /**
     * GitHub did not say.
     *
     * @param detail why, for people; free of secrets
     */
    record Unknown(String detail) implements Location {}
  }
}
