package dev.headgate.core.storage;

/** The store could not be asked or refused the call: nothing was changed. */
public final class StorageUnavailable extends StorageFailure {

  private static final long serialVersionUID = 1L;

  /** The named store failed before it changed anything. */
  public StorageUnavailable(String store, String message, Throwable cause) {
    super(store, message, cause);
  }

  @Override
  public String code() {
    return "unavailable";
  }
}
