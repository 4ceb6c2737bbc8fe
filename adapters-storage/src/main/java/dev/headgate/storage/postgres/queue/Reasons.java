package dev.headgate.storage.postgres.queue;

/** Why the queue itself ended a task or put it back. */
final class Reasons {
  static final String CALLED_OFF = "called off";
  static final String SILENT = "its worker went silent";
  static final String LATE = "its deadline passed";

  private Reasons() {}
}
