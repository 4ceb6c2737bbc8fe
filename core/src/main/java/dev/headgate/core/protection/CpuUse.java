package dev.headgate.core.protection;

/**
 * How far the processors that this process may use were used over the latest second or so.
 *
 * @param load the share of their time that this process took, 0 to 1
 * @param stalled the share of the time in which something that could run had to wait for one, 0 to
 *     1 (Linux' pressure stall information, {@code some}); 0 where that is not known
 * @param throttled the share of the time in which the container had used up its allowance, 0 to 1;
 *     0 where that is not known
 */
public record CpuUse(double load, double stalled, double throttled) {
  /** Nothing is known of them. */
  public static final CpuUse UNKNOWN = new CpuUse(0, 0, 0);

  private static final double BUSY = 0.9;
  private static final double MUCH_STALLED = 0.5;
  private static final double OFTEN_THROTTLED = 0.05;

  public CpuUse {
    check("load", load);
    check("stalled", stalled);
    check("throttled", throttled);
  }

  /** Whether more work would only wait longer. */
  public boolean spent() {
    return load >= BUSY || stalled >= MUCH_STALLED || throttled >= OFTEN_THROTTLED;
  }

  private static void check(String name, double share) {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException(name + ": " + share + " (expected: 0 to 1)");
    }
  }
}
