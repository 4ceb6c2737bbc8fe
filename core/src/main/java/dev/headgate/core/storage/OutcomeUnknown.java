package dev.headgate.core.storage;

/** The call reached the store, its answer did not come back: it may have happened. */
public final class OutcomeUnknown extends StorageFailure {

  private static final long serialVersionUID = 1L;

  /** The named store may or may not have done it. */
  public OutcomeUnknown(String store, String message, Throwable cause) {
    super(store, message, cause);
  }

  @Override
  public String code() {
    return "outcome_unknown";
  }
}
