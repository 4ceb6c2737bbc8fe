package dev.headgate.core.breaker;

/** What one process has seen of a service lately. */
public enum Vote {
  /** Nothing: it has not called it, or is only trying it again. */
  SILENT(0),
  /** Its calls are answered. */
  HEALTHY(1),
  /** Its own circuit is open. */
  FAILING(2);

  private final int code;

  Vote(int code) {
    this.code = code;
  }

  /** The number that stores keep it as. */
  public int code() {
    return code;
  }
}
