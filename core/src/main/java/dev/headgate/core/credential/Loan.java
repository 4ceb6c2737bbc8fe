package dev.headgate.core.credential;

import dev.headgate.core.identity.Caller;
import dev.headgate.core.identity.Secret;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What the gateway lends a request that brings no credential of its own. */
public sealed interface Loan {
  /** Nothing: the request goes as it is, and counts for nobody. */
  enum Nothing implements Loan {
    INSTANCE
  }

  /**
   * A token.
   *
   * @param caller who asks with it
   * @param token what he bears
   * @param minted the installation's token; null where it is the one that was configured
   */
  record Ready(Caller caller, Secret token, @Nullable AccessToken minted) implements Loan {}

  /**
   * There is one, but not now.
   *
   * @param caller who would ask with it; null where even that is not known
   * @param detail why, for people; free of secrets
   * @param retryAfter when it is worth trying again
   */
  record Missing(@Nullable Caller caller, String detail, Duration retryAfter) implements Loan {}
}
