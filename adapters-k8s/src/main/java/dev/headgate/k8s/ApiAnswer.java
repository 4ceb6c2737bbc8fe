package dev.headgate.k8s;

import java.util.Optional;

/**
 * What the API server answered.
 *
 * @param <T> what was asked for
 */
sealed interface ApiAnswer<T> {

  /**
   * It did, or had, what was asked for.
   *
   * @param value empty where there is none of that name
   */
  record Done<T>(Optional<T> value) implements ApiAnswer<T> {}

  /**
   * It did not, and will not until something changes.
   *
   * @param code the status of HTTP
   * @param message what it said, for people
   */
  record Rejected<T>(int code, String message) implements ApiAnswer<T> {}
}
