package dev.headgate.runtime.configuration;

import dev.headgate.core.identity.Redactor;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The list of all settings; whatever is not in it is a mistake. */
public final class Settings {

  static final Setting<Preset> PRESET =
      Setting.of(
          "headgate.preset",
          SettingTypes.choice(Preset.class),
          "development",
          "The set of defaults for this kind of installation.");
  static final Setting<Path> CONFIG =
      Setting.without(
          "headgate.config",
          SettingType.open("the path of a YAML file", Path::of),
          "The configuration file, where --config does not name one; not in a file itself.");

  /** Every setting, in the order of the reference. */
  public static final List<Setting<?>> ALL =
      Stream.of(
              List.<Setting<?>>of(PRESET, CONFIG),
              ServerSettings.SETTINGS,
              GithubSettings.SETTINGS,
              CredentialSettings.SETTINGS,
              QuotaSettings.SETTINGS,
              StorageSettings.SETTINGS,
              RedisSettings.SETTINGS,
              DatabaseSettings.SETTINGS,
              CacheSettings.SETTINGS,
              WebhookSettings.SETTINGS,
              GraphqlSettings.SETTINGS,
              TimeoutSettings.SETTINGS,
              RetrySettings.SETTINGS,
              BreakerSettings.SETTINGS,
              RateLimitSettings.SETTINGS,
              AccessSettings.SETTINGS,
              CorsSettings.SETTINGS,
              TaskSettings.SETTINGS,
              BatchSettings.SETTINGS,
              CallbackSettings.SETTINGS,
              BlobSettings.SETTINGS,
              ArtifactSettings.SETTINGS,
              ProtectionSettings.SETTINGS,
              AuditSettings.SETTINGS,
              WorkSettings.SETTINGS,
              JobSettings.SETTINGS,
              LoggingSettings.SETTINGS,
              TracingSettings.SETTINGS)
          .<Setting<?>>flatMap(List::stream)
          .toList();

  /** Maps and lists that stand in a file only. */
  static final List<Setting<?>> FILE_ONLY =
      List.of(
          CacheSettings.FRESHNESS_BY_PATH,
          TimeoutSettings.REQUEST_BY_PATH,
          CredentialSettings.INSTALLATIONS,
          RateLimitSettings.RULES,
          JobSettings.TEMPLATES);

  private Settings() {}

  /** The setting of that name in a file. */
  public static Optional<Setting<?>> named(String key) {
    return ALL.stream().filter(setting -> setting.key().equals(key)).findFirst();
  }

  /** The setting of that name, spelled as in a file or as in the environment. */
  public static Optional<Setting<?>> spelled(String name) {
    return ALL.stream()
        .filter(setting -> setting.key().equals(name) || setting.environmentName().equals(name))
        .findFirst();
  }

  /** Whether it is one of pairs, which may be written as a map. */
  public static boolean ofPairs(Setting<?> setting) {
    return ConfigurationFile.PAIRS.contains(setting);
  }

  /** The setting of pairs of which that key names one. */
  public static Optional<Setting<?>> pairsAbove(String key) {
    return ConfigurationFile.PAIRS.stream()
        .filter(setting -> key.startsWith(setting.key() + "."))
        .findFirst();
  }

  /** The mistake of naming something that is no setting; its value is not shown. */
  public static Mistake unknown(String name) {
    if (FILE_ONLY.stream().anyMatch(setting -> name.startsWith(setting.key()))) {
      String rules =
          name.startsWith(RateLimitSettings.RULES.key()) ? ", or PUT /api/v1/limits/{rule}" : "";
      return new Mistake(name, "", "a setting of one text", "write it in the file" + rules);
    }
    List<String> names = names(name.contains("_") ? Setting::environmentName : Setting::key);
    String mend =
        Hints.nearest(name, names, Math.max(2, name.length() / 3))
            .map(known -> "did you mean " + known + "?")
            .orElse("remove it");
    return new Mistake(Redactor.FORMS.redact(name), "", "a known setting", mend);
  }

  /** The mistake of changing one that a running process cannot change. */
  public static Mistake fixed(Setting<?> setting, String name) {
    return new Mistake(
        name,
        "",
        "a setting that can be changed while the process runs",
        "set %s, or %s in the file, and restart"
            .formatted(setting.environmentName(), setting.key()));
  }

  /** Every setting's name, spelled for a file or for the environment. */
  static List<String> names(Function<Setting<?>, String> spelling) {
    return ALL.stream().map(spelling).collect(Collectors.toUnmodifiableList());
  }
}
