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
   */
  record Accepted(ApiRequest request, @Nullable String keyHolder) implements Incoming {}

  /** One that cannot be served. */
  record Rejected(int status, String message) implements Incoming {}
}
