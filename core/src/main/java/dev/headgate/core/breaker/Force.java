package dev.headgate.core.breaker;

/** What an operator has decided about a circuit. */
public enum Force {
  /** Nothing: the evidence decides. */
  AUTO(0),
  /** No call passes, whatever the evidence. */
  OPEN(1),
  /** Every call passes, whatever the evidence. */
  CLOSED(2);

  private final int code;

  Force(int code) {
    this.code = code;
  }

  /** The number that stores keep it as. */
  public int code() {
    return code;
  }

  /**
   * The one with that number.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Force of(int code) {
    for (Force one : values()) {
      if (one.code == code) {
        return one;
      }
    }
    throw new IllegalArgumentException(
        "code: %d (expected: 0 to %d)".formatted(code, values().length - 1));
  }
}
