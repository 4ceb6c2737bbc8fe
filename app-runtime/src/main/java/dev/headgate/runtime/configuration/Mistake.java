package dev.headgate.runtime.configuration;

/**
 * One mistake in the configuration, in words that let the reader mend it.
 *
 * @param key the setting, spelled as in the source that has the mistake
 * @param value what was found, masked if it may be secret; empty where there is nothing to show
 * @param rule what must hold, to be read after "expected:"
 * @param mend what to do
 */
public record Mistake(String key, String value, String rule, String mend) {

  @Override
  public String toString() {
    String found = value.isEmpty() ? key : key + ": " + value;
    return "%s (expected: %s); %s".formatted(found, rule, mend);
  }
}
