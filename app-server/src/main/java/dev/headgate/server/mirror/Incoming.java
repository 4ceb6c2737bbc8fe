package dev.headgate.server.mirror;

import dev.headgate.core.gateway.ApiRequest;
import org.jspecify.annotations.Nullable;

/** What a client's request is to the mirror. */
sealed interface Incoming {
  /**
   * A request for GitHub.
   *
   * @param request what the gateway is asked
   * @param keyHolder whose API key it bore; null where it bore none
   * @param lent whether it brings no credential and is to have one of the gateway's own
   */
  record Accepted(ApiRequest request, @Nullable String keyHolder, boolean lent)
      implements Incoming {}

  /**
   * One that cannot be served.
   *
   * @param retryAfter seconds after which it is worth trying again; 0 where waiting does not help
   */
  record Rejected(int status, String message, long retryAfter) implements Incoming {
    Rejected(int status, String message) {
      this(status, message, 0);
    }
  }
}
