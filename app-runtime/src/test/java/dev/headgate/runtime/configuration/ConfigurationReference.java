package dev.headgate.runtime.configuration;

import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The generated parts of {@code docs/configuration.md}: what the registry of settings says. */
final class ConfigurationReference {
  private ConfigurationReference() {}

  /** The page with its generated parts made anew; what people wrote around them stays. */
  static String regenerated(String page) {
    return replaced(replaced(page, "settings", settings()), "presets", presets());
  }

  /** A table row per setting, in the order of the registry. */
  static String settings() {
    return Stream.of(
            Stream.of(
                "| environment | file | default | live | value | meaning |",
                "|---|---|---|---|---|---|"),
            Settings.ALL.stream().map(ConfigurationReference::row),
            Stream.concat(
                    ConfigurationFile.BY_PATH.stream(),
                    Stream.of(
                        CredentialSettings.INSTALLATIONS,
                        RateLimitSettings.RULES,
                        JobSettings.TEMPLATES))
                .map(ConfigurationReference::inFile))
        .flatMap(lines -> lines)
        .collect(Collectors.joining("\n"));
  }

  /** A row per setting that any preset decides, a column per preset. */
  static String presets() {
    List<Preset> presets = List.of(Preset.values());
    TreeSet<String> keys = new TreeSet<>();
    presets.forEach(preset -> keys.addAll(preset.settings().keySet()));
    return Stream.of(
            Stream.of(
                cells(Stream.concat(Stream.of("setting"), presets.stream().map(Preset::label))),
                "|---".repeat(1 + presets.size()) + "|"),
            keys.stream().map(key -> presetRow(key, presets)))
        .flatMap(lines -> lines)
        .collect(Collectors.joining("\n"));
  }

  private static String presetRow(String key, List<Preset> presets) {
    Stream<String> values = presets.stream().map(preset -> code(value(key, preset.settings())));
    return cells(Stream.concat(Stream.of(code(environmentName(key))), values));
  }

  private static String value(String key, Map<String, String> preset) {
    String fallback = Settings.named(key).flatMap(Setting::fallback).orElse("");
    return preset.getOrDefault(key, fallback);
  }

  private static String row(Setting<?> setting) {
    boolean decided =
        Stream.of(Preset.values()).anyMatch(preset -> preset.settings().containsKey(setting.key()));
    String fallback = decided ? "by preset" : setting.fallback().map(text -> code(text)).orElse("");
    String file = setting.equals(Settings.CONFIG) ? "" : code(setting.key());
    String secret = setting.secret() ? "secret: " : "";
    return cells(
        Stream.of(
            code(setting.environmentName()),
            file,
            fallback,
            setting.live() ? "yes" : "",
            secret + setting.type().rule(),
            setting.description()));
  }

  /** What stands in a file only. */
  private static String inFile(Setting<?> setting) {
    return cells(
        Stream.of(
            "",
            code(setting.key()),
            "",
            setting.live() ? "file" : "",
            setting.type().rule(),
            setting.description()));
  }

  private static String cells(Stream<String> cells) {
    return cells
        .map(cell -> cell.replace("|", "\\|"))
        .collect(Collectors.joining(" | ", "| ", " |"));
  }

  private static String code(String text) {
    return text.isEmpty() ? "" : "`" + text + "`";
  }

  private static String environmentName(String key) {
    return Settings.named(key)
        .map(Setting::environmentName)
        .orElseThrow(() -> new IllegalStateException(key + ": decided by a preset, no setting"));
  }

  private static String replaced(String page, String part, String text) {
    String begin = "<!-- generated: " + part + " -->";
    String end = "<!-- end: " + part + " -->";
    int from = page.indexOf(begin);
    int to = page.indexOf(end);
    if (from < 0 || to < from) {
      throw new IllegalStateException(
          "page: no part %s (expected: %s … %s)".formatted(part, begin, end));
    }
    return page.substring(0, from + begin.length()) + "\n" + text + "\n" + page.substring(to);
  }
}
