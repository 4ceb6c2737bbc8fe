package dev.headgate.core.protection;

import java.time.Duration;

/**
 * When requests are refused because this process cannot keep up with them.
 *
 * @param mode whether they are refused
 * @param patience how long requests may wait for a thread; a quarter of it while the processors are
 *     spent. A request waits so several times: to be begun, and for each answer that it asks for
 * @param spare nobody is refused while fewer are under way
 */
public record SheddingPolicy(Mode mode, Duration patience, int spare) {
  /** What suits a server whose requests take milliseconds. */
  public static final SheddingPolicy DEFAULTS =
      new SheddingPolicy(Mode.ENFORCE, Duration.ofMillis(200), 64);

  /** What is done with requests that are too many. */
  public enum Mode {
    /** They are refused. */
    ENFORCE,
    /** They are counted, and let in. */
    SHADOW,
    /** Nothing. */
    OFF
  }

  public SheddingPolicy {
    if (patience.isNegative() || patience.isZero()) {
      throw new IllegalArgumentException("patience: " + patience + " (expected: above 0)");
    }
    if (spare < 1) {
      throw new IllegalArgumentException("spare: " + spare + " (expected: at least 1)");
    }
  }

  /** How long requests may wait. */
  Duration patience(CpuUse cpu) {
    return cpu.spent() ? patience.dividedBy(4) : patience;
  }
}
