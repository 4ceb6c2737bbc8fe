package dev.headgate.core.storage;

import static java.util.Objects.requireNonNull;

/**
 * A store did not do what it was asked, for reasons of its own. Every port whose state lives
 * outside this process may throw one; adapters translate their drivers' exceptions into it at the
 * edge.
 *
 * <p>Which of the two it is decides what a caller may do: what was not done can be repeated, what
 * may have been done can be repeated only where that is harmless.
 */
public abstract sealed class StorageFailure extends RuntimeException
    permits StorageUnavailable, OutcomeUnknown {

  private static final long serialVersionUID = 1L;

  private final String store;

  StorageFailure(String store, String message, Throwable cause) {
    super(store + ": " + message, requireNonNull(cause, "cause"));
    this.store = store;
  }

  /** The store's name as in metrics and health, such as {@code redis}. */
  public final String store() {
    return store;
  }

  /** A stable word for logs and metrics. */
  public abstract String code();
}
