package dev.headgate.runtime.configuration;

import dev.headgate.core.limit.LimitRule;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Layers the sources, reads every setting from the strongest that has it, and keeps origins. */
final class ConfigurationReader {

  private static final String ENVIRONMENT = "environment";
  private static final String DEFAULT = "default";
  private static final String RUN_TIME = "run time";
  private static final int FILE_ORDINAL = 300;

  private final ConfigurationFile file;
  private final SmallRyeConfig config;

  ConfigurationReader(
      Map<String, String> environment, ConfigurationFile file, Map<String, String> runTime) {
    this.file = file;
    Map<String, String> variables = variables(environment);
    Preset preset = preset(variables, file.properties());
    this.config =
        new SmallRyeConfigBuilder()
            .withSources(
                new NamedSource(RUN_TIME, runTime, 500),
                new NamedSource(ENVIRONMENT, variables, 400),
                new NamedSource(file.name(), file.properties(), FILE_ORDINAL),
                new NamedSource("preset " + preset.label(), preset.settings(), 200),
                new NamedSource(DEFAULT, defaults(), 100))
            .build();
  }

  private static Map<String, String> variables(Map<String, String> environment) {
    Map<String, String> variables = new HashMap<>();
    for (Setting<?> setting : Settings.ALL) {
      String value = environment.getOrDefault(setting.environmentName(), "");
      if (!value.isBlank()) {
        variables.put(setting.key(), value);
      }
    }
    return variables;
  }

  private static Map<String, String> defaults() {
    Map<String, String> defaults = new HashMap<>();
    for (Setting<?> setting : Settings.ALL) {
      setting.fallback().ifPresent(text -> defaults.put(setting.key(), text));
    }
    return defaults;
  }

  /**
   * The preset decides about a source, so it is read before them; a wrong one is reported later.
   */
  private static Preset preset(Map<String, String> variables, Map<String, String> properties) {
    String key = Settings.PRESET.key();
    String text = variables.getOrDefault(key, properties.getOrDefault(key, ""));
    try {
      return text.isEmpty() ? Preset.DEVELOPMENT : Settings.PRESET.type().parse(text);
    } catch (IllegalArgumentException wrong) {
      return Preset.DEVELOPMENT;
    }
  }

  /** Every setting that has a value; those that break their rule become mistakes. */
  SettingValues values(List<Mistake> mistakes) {
    Map<Setting<?>, Object> values = new HashMap<>();
    for (Setting<?> setting : Settings.ALL) {
      ConfigValue found = config.getConfigValue(setting.key());
      String text = found.getRawValue();
      if (text != null && !text.isBlank()) {
        Object value = parsed(setting, spelling(setting, found), source(found), text, mistakes);
        if (value != null) {
          values.put(setting, value);
        }
      }
    }
    return new SettingValues(values);
  }

  /** What the file says of single paths. */
  <T> ByPath<T> byPath(Setting<T> setting, List<Mistake> mistakes) {
    Map<PathPattern, T> values = new HashMap<>();
    file.at(setting)
        .forEach((path, text) -> {
          String key = setting.key() + "." + path;
          try {
            PathPattern pattern = new PathPattern(path);
            T value = parsed(setting, key, "file " + file.name(), text, mistakes);
            if (value != null) {
              values.put(pattern, value);
            }
          } catch (IllegalArgumentException malformed) {
            mistakes.add(
                new Mistake(
                    key,
                    "",
                    "a path pattern: /, then segments or *, ** at the end only",
                    "correct it in " + file.name()));
          }
        });
    return new ByPath<>(values);
  }

  List<LimitRule> limitRules(SettingValues values, List<Mistake> mistakes) {
    return LimitRuleReader.readAll(
        RateLimitSettings.RULES.key(),
        file.limitRules(),
        new LimitRuleDefaults(
            values.value(RateLimitSettings.ON_STORE_FAILURE),
            values.value(RateLimitSettings.LEASES)),
        "correct it in the file " + file.name(),
        mistakes);
  }

  List<NamedInstallation> installations(List<Mistake> mistakes) {
    return InstallationReader.readAll(
        file.installations(), "correct it in the file " + file.name(), mistakes);
  }

  List<JobTemplate> jobTemplates(List<Mistake> mistakes) {
    return JobTemplateReader.readAll(
        file.jobTemplates(), "correct it in the file " + file.name(), mistakes);
  }

  EffectiveConfiguration effective() {
    List<EffectiveConfiguration.Entry> entries = new ArrayList<>();
    for (Setting<?> setting : Settings.ALL) {
      ConfigValue found = config.getConfigValue(setting.key());
      String text = found.getRawValue();
      entries.add(
          text == null
              ? new EffectiveConfiguration.Entry(setting.key(), "", "not set")
              : new EffectiveConfiguration.Entry(
                  setting.key(), shown(setting, text), origin(setting, found)));
    }
    file.byPath()
        .forEach((setting, texts) ->
            texts.forEach((path, text) -> {
              String key = setting + "." + path;
              entries.add(new EffectiveConfiguration.Entry(key, text, file.name() + ":" + key));
            }));
    add(entries, CredentialSettings.INSTALLATIONS, file.installations());
    add(entries, RateLimitSettings.RULES, file.limitRules());
    add(entries, JobSettings.TEMPLATES, file.jobTemplates());
    return new EffectiveConfiguration(entries);
  }

  private void add(
      List<EffectiveConfiguration.Entry> entries, Setting<?> list, Map<String, String> texts) {
    new TreeMap<>(texts)
        .forEach((place, text) -> {
          String key = list.key() + place;
          entries.add(new EffectiveConfiguration.Entry(key, text, file.name() + ":" + key));
        });
  }

  private static <T> @Nullable T parsed(
      Setting<T> setting, String key, String source, String text, List<Mistake> mistakes) {
    try {
      return setting.type().parse(text);
    } catch (IllegalArgumentException broken) {
      mistakes.add(
          new Mistake(
              key, shown(setting, text), setting.type().rule(), "correct it in the " + source));
      return null;
    }
  }

  private static String shown(Setting<?> setting, String text) {
    return setting.type().mask().apply(text);
  }

  private static String spelling(Setting<?> setting, ConfigValue found) {
    return found.getConfigSourceName().equals(ENVIRONMENT)
        ? setting.environmentName()
        : setting.key();
  }

  private static String source(ConfigValue found) {
    String name = found.getConfigSourceName();
    return switch (name) {
      case ENVIRONMENT -> name;
      case RUN_TIME -> "change";
      default -> "file " + name;
    };
  }

  private static String origin(Setting<?> setting, ConfigValue found) {
    String source = found.getConfigSourceName();
    if (source.equals(ENVIRONMENT)) {
      return "environment " + setting.environmentName();
    }
    boolean ofFile = found.getConfigSourceOrdinal() == FILE_ORDINAL;
    return ofFile ? source + ":" + setting.key() : source;
  }
}
