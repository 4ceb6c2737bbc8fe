package dev.headgate.runtime.configuration;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Every setting with its value and where the value comes from; secrets are masked already.
 *
 * @param entries one per setting, in the order of the reference
 */
public record EffectiveConfiguration(List<Entry> entries) {

  /**
   * One setting.
   *
   * @param key its name in a file
   * @param value its text, masked if secret, empty if there is none
   * @param origin the environment variable, the file with the key, the preset, or the default
   */
  public record Entry(String key, String value, String origin) {}

  public EffectiveConfiguration {
    entries = List.copyOf(entries);
  }

  /** A table of lines {@code key = value # origin}. */
  public String table() {
    int keys = entries.stream().mapToInt(entry -> entry.key().length()).max().orElse(0);
    int values = entries.stream().mapToInt(entry -> entry.value().length()).max().orElse(0);
    return entries.stream()
        .map(entry -> line(entry, keys, Math.min(values, 48)))
        .collect(Collectors.joining("\n", "", "\n"));
  }

  private static String line(Entry entry, int keys, int values) {
    return pad(entry.key(), keys) + " = " + pad(entry.value(), values) + " # " + entry.origin();
  }

  private static String pad(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
  }
}
