package dev.headgate.runtime.process;

/** The program cannot run as asked; the message says why and what to do. */
public final class CannotStart extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With a message for the operator. */
  public CannotStart(String message) {
    super(message);
  }

  /** With a message for the operator. */
  public CannotStart(String message, Throwable cause) {
    super(message, cause);
  }
}
