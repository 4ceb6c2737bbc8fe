package dev.headgate.runtime.configuration;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
   * @param origin the run time, the environment variable, the file with the key, the preset, or the
   *     default
   */
  public record Entry(String key, String value, String origin) {
    /** The origin's kind: {@code run-time, environment, file, preset, default} or {@code none}. */
    public String kind() {
      String first = origin.split(" ", 2)[0];
      return switch (first) {
        case "environment", "preset", "default" -> first;
        case "run" -> "run-time";
        case "not" -> "none";
        default -> "file";
      };
    }
  }

  /**
   * One setting that has another value than before.
   *
   * @param before its text, masked if secret, empty if there was none
   * @param now likewise
   */
  public record Change(String key, String before, String now) {
    /** As the log and the audit tell it. */
    public String told() {
      return "%s → %s".formatted(shown(before), shown(now));
    }

    private static String shown(String text) {
      return text.isEmpty() ? "nothing" : text;
    }
  }

  public EffectiveConfiguration {
    entries = List.copyOf(entries);
  }

  /** The setting of that key. */
  public Optional<Entry> entry(String key) {
    return entries.stream().filter(entry -> entry.key().equals(key)).findFirst();
  }

  /** What differs in value from those that were in force before. */
  public List<Change> since(EffectiveConfiguration before) {
    Map<String, String> old = before.texts();
    Map<String, String> all = new LinkedHashMap<>(texts());
    old.keySet().forEach(key -> all.putIfAbsent(key, ""));
    List<Change> changes = new ArrayList<>();
    all.forEach((key, text) -> {
      String former = old.getOrDefault(key, "");
      if (!former.equals(text)) {
        changes.add(new Change(key, former, text));
      }
    });
    return changes;
  }

  private Map<String, String> texts() {
    Map<String, String> texts = new LinkedHashMap<>();
    entries.forEach(entry -> texts.put(entry.key(), entry.value()));
    return texts;
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
