package dev.headgate.runtime.configuration;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the configuration.
 *
 * <p>Sources, strongest first: the environment, a YAML file, the preset, the defaults. Nothing else
 * is looked at: no system property, no file on the class path, no environment but the one given. An
 * empty value counts as not set.
 */
public final class ConfigurationLoader {

  private static final int SHORTEST_SUSPECT = 8;

  private ConfigurationLoader() {}

  /**
   * Reads and checks everything.
   *
   * @param environment the environment, such as {@link System#getenv()}
   * @param option the file of {@code --config}; null: the one of {@code HEADGATE_CONFIG}, if any
   * @throws InvalidConfiguration with every mistake found
   */
  public static LoadedConfiguration load(Map<String, String> environment, @Nullable Path option) {
    List<Mistake> mistakes = new ArrayList<>();
    Path path = file(environment, option, mistakes);
    var sources = new ConfigurationSources(environment, path, ConfigurationFile.read(path));
    return load(sources, Map.of(), warnings(environment), mistakes);
  }

  /**
   * Reads and checks everything anew, with these texts over all.
   *
   * @param runTime texts by key, stronger than any source
   * @throws InvalidConfiguration with every mistake found
   */
  static LoadedConfiguration load(ConfigurationSources sources, Map<String, String> runTime) {
    return load(sources, runTime, List.of(), new ArrayList<>());
  }

  private static LoadedConfiguration load(
      ConfigurationSources sources,
      Map<String, String> runTime,
      List<String> warnings,
      List<Mistake> mistakes) {
    mistakes.addAll(sources.file().mistakes());
    ConfigurationReader reader =
        new ConfigurationReader(sources.environment(), sources.file(), runTime);
    SettingValues values = reader.values(mistakes);
    var freshness = reader.byPath(CacheSettings.FRESHNESS_BY_PATH, mistakes);
    var timeouts = reader.byPath(TimeoutSettings.REQUEST_BY_PATH, mistakes);
    var limitRules = reader.limitRules(values, mistakes);
    var installations = reader.installations(mistakes);
    var jobTemplates = reader.jobTemplates(mistakes);
    List<Mistake> combined = new ArrayList<>(CombinationRules.broken(values, freshness));
    combined.addAll(CredentialRules.broken(values, installations));
    combined.addAll(TlsRules.broken(values));
    if (mistakes.stream()
        .noneMatch(mistake -> mistake.key().startsWith(JobSettings.TEMPLATES.key()))) {
      combined.addAll(JobRules.broken(values, jobTemplates));
    }
    for (Mistake broken : combined) {
      // A setting that could not be read has said so already.
      if (mistakes.stream().noneMatch(mistake -> concerns(mistake, broken.key()))) {
        mistakes.add(broken);
      }
    }
    if (!mistakes.isEmpty()) {
      throw new InvalidConfiguration(mistakes);
    }
    return new LoadedConfiguration(
        Configuration.from(values, freshness, timeouts, limitRules, installations, jobTemplates),
        reader.effective(),
        warnings,
        sources);
  }

  private static @Nullable Path file(
      Map<String, String> environment, @Nullable Path option, List<Mistake> mistakes) {
    String named = environment.getOrDefault(Settings.CONFIG.environmentName(), "");
    if (option != null || named.isBlank()) {
      return option;
    }
    try {
      return Settings.CONFIG.type().parse(named);
    } catch (IllegalArgumentException malformed) {
      mistakes.add(
          new Mistake(
              Settings.CONFIG.environmentName(),
              named,
              Settings.CONFIG.type().rule(),
              "correct it in the environment"));
      return null;
    }
  }

  private static boolean concerns(Mistake mistake, String key) {
    return mistake.key().equals(key)
        || mistake.key().equals(key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_'));
  }

  /** Variables that are almost settings; others may use the same prefixes, so they are no error. */
  private static List<String> warnings(Map<String, String> environment) {
    List<String> names = Settings.names(Setting::environmentName);
    List<String> warnings = new ArrayList<>();
    for (String variable : environment.keySet().stream().sorted().toList()) {
      if (variable.length() >= SHORTEST_SUSPECT && !names.contains(variable)) {
        Hints.nearest(variable, names, 2)
            .ifPresent(name ->
                warnings.add(
                    "%s: not a setting and ignored; did you mean %s?".formatted(variable, name)));
      }
    }
    return warnings;
  }
}
