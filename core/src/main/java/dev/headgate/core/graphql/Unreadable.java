package dev.headgate.core.graphql;

/** A text that is not what it should be, or larger than is worth reading. Never leaves here. */
final class Unreadable extends Exception {
  private static final long serialVersionUID = 1L;

  Unreadable(String what, int at) {
    super(what + " at " + at, null, false, false);
  }
}
