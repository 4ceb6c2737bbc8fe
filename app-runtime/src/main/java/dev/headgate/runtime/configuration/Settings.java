package dev.headgate.runtime.configuration;

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

  private Settings() {}

  static Optional<Setting<?>> named(String key) {
    return ALL.stream().filter(setting -> setting.key().equals(key)).findFirst();
  }

  /** Every setting's name, spelled for a file or for the environment. */
  static List<String> names(Function<Setting<?>, String> spelling) {
    return ALL.stream().map(spelling).collect(Collectors.toUnmodifiableList());
  }
}
