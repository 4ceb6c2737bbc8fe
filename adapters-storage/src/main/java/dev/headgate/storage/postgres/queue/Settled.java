package dev.headgate.storage.postgres.queue;

/** How a lease is settled that does not end its task; what does has the state's code instead. */
enum Settled {
  RELEASED(0, 0),
  SNOOZED(1, 0),
  RETRIED(2, 1);

  private final int code;
  private final int burnt;

  Settled(int code, int burnt) {
    this.code = code;
    this.burnt = burnt;
  }

  /** As what it is kept. */
  int code() {
    return code;
  }

  /** How many attempts that burns. */
  int burnt() {
    return burnt;
  }
}
