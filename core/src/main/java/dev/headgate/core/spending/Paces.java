package dev.headgate.core.spending;

import java.util.Arrays;

/**
 * The rule by which a pace is told from what was spent lately. It answers to what lasts and to what
 * comes back, and not to what came once:
 *
 * <ol>
 *   <li><b>Present level</b>: the median of the last minute's six parts, the lower of the two in
 *       the middle. A burst that touches three parts does not move it; a change that stays has
 *       moved it after forty seconds.
 *   <li><b>Spells</b>: of the last fifteen minutes, those that lie above the present level by more
 *       than four of its standard deviations, taking arrivals for random (Poisson). Neighbouring
 *       ones are one spell. A spell that goes on and has lasted for three minutes is no spell but
 *       how things are; its two greatest minutes count no more than its third, since they may be a
 *       burst's.
 *   <li><b>Quarter of an hour</b>: the mean of its minutes. Fewer than three spells count no more
 *       than the present level: one burst, a job that ran, a load that has ended. Three or more are
 *       a habit, such as a job that runs every five minutes, and count; the greatest no more than
 *       the second.
 *   <li><b>Pace</b>: that mean; but the present level where that is higher by more than two of its
 *       own standard deviations, since then there is a rise of which the mean knows little yet.
 * </ol>
 */
final class Paces {
  /** Parts of a minute. */
  static final int PARTS = 6;

  /** Minutes that are looked back upon. */
  static final int MINUTES = 15;

  private static final int FEWEST_MINUTES = 5;
  private static final int HABIT = 3;
  private static final double SPELL_DEVIATIONS = 4;

  /** Two standard deviations of the median of six, which are 1.25 of a mean's each. */
  private static final double RISE_DEVIATIONS = 2.5;

  private Paces() {}

  /**
   * The pace.
   *
   * @param minute the points spent in each part of the last minute
   * @param minutes the points spent in each of the last minutes, the newest first
   * @param watched of how many of them anything is known; of fewer than {@value #FEWEST_MINUTES}
   *     too little, so that many are assumed
   */
  static Pace of(double[] minute, double[] minutes, int watched) {
    double level = median(minute) * PARTS;
    int known = Math.max(FEWEST_MINUTES, watched);
    double mean = mean(Arrays.copyOf(minutes, known), level);
    if (level > mean + RISE_DEVIATIONS * Math.sqrt(mean)) {
      return new Pace(level, Pace.Basis.LAST_MINUTE);
    }
    return mean > 0 ? new Pace(mean, Pace.Basis.QUARTER_HOUR) : Pace.NONE;
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2 - 1];
  }

  /** Of at least three minutes in a row, with the two greatest cut to the third. */
  private static double lasting(double[] minutes) {
    Arrays.sort(minutes);
    int third = minutes.length - HABIT;
    double sum = minutes[third] * (HABIT - 1);
    for (int i = 0; i <= third; i++) {
      sum += minutes[i];
    }
    return sum;
  }

  private static double mean(double[] minutes, double level) {
    double bound = level + SPELL_DEVIATIONS * Math.sqrt(level);
    double calm = 0;
    double inSpells = 0;
    double levels = 0;
    double greatest = 0;
    double second = 0;
    int spells = 0;
    for (int i = 0; i < minutes.length; ) {
      int start = i;
      double sum = 0;
      while (i < minutes.length && minutes[i] > bound) {
        sum += minutes[i++];
      }
      if (i == start) {
        calm += minutes[i++];
      } else if (start == 0 && i >= HABIT) {
        calm += lasting(Arrays.copyOf(minutes, i));
      } else {
        spells++;
        inSpells += sum;
        levels += level * (i - start);
        second = Math.max(second, Math.min(greatest, sum));
        greatest = Math.max(greatest, sum);
      }
    }
    double counted = spells < HABIT ? levels : inSpells - greatest + second;
    return (calm + counted) / minutes.length;
  }
}
