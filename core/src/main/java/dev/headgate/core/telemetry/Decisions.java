package dev.headgate.core.telemetry;

import java.util.function.Supplier;

/**
 * Listens to what is decided about single requests, for people who look for what became of one.
 * Implementations must not block, throw or keep what they are given.
 */
@FunctionalInterface
public interface Decisions {
  /** Nobody listens. */
  Decisions UNHEARD = (requestId, decision) -> {};

  /**
   * Something was decided about a request.
   *
   * @param requestId the request's id
   * @param decision in one line; made only where somebody listens to this request
   */
  void decided(String requestId, Supplier<String> decision);
}
