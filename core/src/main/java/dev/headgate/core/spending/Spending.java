package dev.headgate.core.spending;

/**
 * What one process knows of the spending of GitHub's quotas.
 *
 * @param book who spends
 * @param outlook how fast, and until when
 */
public record Spending(SpendingBook book, Outlook outlook) {
  /** Nothing was spent yet. */
  public static Spending fresh() {
    return new Spending(new SpendingBook(), new Outlook());
  }
}
