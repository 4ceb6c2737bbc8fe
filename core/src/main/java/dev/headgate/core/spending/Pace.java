package dev.headgate.core.spending;

/**
 * How fast a quota is being spent.
 *
 * @param perMinute points per minute; 0 or more
 * @param basis what that is taken from
 */
public record Pace(double perMinute, Basis basis) {
  /** Nothing is being spent, or nothing is known. */
  public static final Pace NONE = new Pace(0, Basis.NONE);

  /** Validates the figure. */
  public Pace {
    if (!(perMinute >= 0)) {
      throw new IllegalArgumentException(
          "perMinute: %s (expected: 0 or more)".formatted(perMinute));
    }
  }

  /** What a pace is taken from. */
  public enum Basis {
    /** Nothing was seen to be spent. */
    NONE("none"),
    /** The median of the last minute's six parts, since it is well above what came before. */
    LAST_MINUTE("median-1m"),
    /** The mean of the last quarter of an hour without what will hardly come again. */
    QUARTER_HOUR("trimmed-mean-15m");

    private final String label;

    Basis(String label) {
      this.label = label;
    }

    /** A short name for people and programs. */
    public String label() {
      return label;
    }
  }
}
