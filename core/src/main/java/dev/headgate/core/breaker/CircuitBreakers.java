package dev.headgate.core.breaker;

import java.util.List;

/**
 * The circuit breakers of this process, one per service, made on first use.
 *
 * <p>Safe for use by several threads.
 */
public interface CircuitBreakers {
  /** The service that GitHub's API is known by. */
  String GITHUB = "github";

  /** The breaker of that service. */
  CircuitBreaker breaker(String service);

  /** How each of them stands. */
  List<BreakerStatus> statuses();
}
