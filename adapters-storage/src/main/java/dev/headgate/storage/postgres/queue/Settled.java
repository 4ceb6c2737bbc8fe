package dev.headgate.storage.postgres.queue;

/** How a lease is settled; kept as the ordinal. What ends the task has its state's instead. */
enum Settled {
  RELEASED(0),
  SNOOZED(0),
  RETRIED(1);

  private final int burnt;

  Settled(int burnt) {
    this.burnt = burnt;
  }

  /** How many attempts that burns. */
  int burnt() {
    return burnt;
  }
}
