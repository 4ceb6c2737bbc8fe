package dev.headgate.runtime.configuration;

import java.util.List;
import java.util.stream.Collectors;

/** The configuration cannot be used; carries every mistake, not only the first. */
public final class InvalidConfiguration extends RuntimeException {

  private final transient List<Mistake> mistakes;

  InvalidConfiguration(List<Mistake> mistakes) {
    super(
        mistakes.stream()
            .map(mistake -> "\n  - " + mistake)
            .collect(Collectors.joining("", "configuration: " + count(mistakes.size()), "")));
    this.mistakes = List.copyOf(mistakes);
  }

  /** Every mistake, in the order of the reference. */
  public List<Mistake> mistakes() {
    return mistakes;
  }

  private static String count(int mistakes) {
    return mistakes == 1 ? "1 mistake" : mistakes + " mistakes";
  }
}
