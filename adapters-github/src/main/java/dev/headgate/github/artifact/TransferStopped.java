package dev.headgate.github.artifact;

import java.io.IOException;
import java.time.Instant;

/** Why a transfer does not go on. */
public final class TransferStopped extends IOException {
  private static final long serialVersionUID = 1L;

  private final transient Cause cause;

  /** What can keep a transfer from going on. */
  public sealed interface Cause {
    /** There is nothing to be had, however often one asks. */
    record Gone(Why why) implements Cause {}

    /** GitHub's limits do not allow it before then. */
    record Later(Instant until) implements Cause {}

    /** Too many attempts in a row came to nothing. */
    record Broken() implements Cause {}

    /** The content is another than at the beginning. */
    record Changed() implements Cause {}
  }

  TransferStopped(Cause cause, String message) {
    super(message);
    this.cause = cause;
  }

  /** Why there is nothing to be had. */
  public enum Why {
    /** It was there once. */
    EXPIRED,
    /** It is not there, or not for this credential. */
    MISSING,
    /** It is more than may be had. */
    TOO_LARGE,
    /** GitHub, or Headgate, will not have it. */
    REFUSED
  }

  static TransferStopped gone(Why why, String message) {
    return new TransferStopped(new Cause.Gone(why), message);
  }

  static TransferStopped changed(String message) {
    return new TransferStopped(new Cause.Changed(), message);
  }

  static TransferStopped broken(String message) {
    return new TransferStopped(new Cause.Broken(), message);
  }

  /** What kind of reason it is. */
  public Cause reason() {
    return cause;
  }
}
