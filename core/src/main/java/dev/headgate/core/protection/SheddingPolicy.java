package dev.headgate.core.protection;

import java.time.Duration;

/**
 * When requests are refused because this process cannot keep up with them.
 *
 * @param mode whether they are refused
 * @param patience how long requests may wait to be begun before those of low priority are refused;
 *     twice, four and eight times as long before normal, high and critical ones are. A quarter of
 *     it while the processors are spent
 * @param spare that many may wait in any case before those of low priority are refused, with the
 *     same multiples
 */
public record SheddingPolicy(Mode mode, Duration patience, int spare) {
  /** What suits a server whose requests take milliseconds. */
  public static final SheddingPolicy DEFAULTS =
      new SheddingPolicy(Mode.ENFORCE, Duration.ofMillis(500), 32);

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
