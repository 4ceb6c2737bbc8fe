package dev.headgate.runtime.task;

/** What a caller sent, as it may be shown to him again: short, and without control characters. */
public final class Shown {
  private static final int USUAL = 64;

  private Shown() {}

  /** Its first {@value #USUAL} characters. */
  public static String of(String text) {
    return of(text, USUAL);
  }

  /** Its first characters, at most so many. */
  public static String of(String text, int most) {
    String safe = text.replaceAll("[\\p{Cntrl}]", "?");
    return safe.length() <= most ? safe : safe.substring(0, most) + "…";
  }
}
