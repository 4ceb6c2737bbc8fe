package dev.headgate.runtime.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.core.cache.Freshness;
import dev.headgate.core.identity.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Per record: its defaults, and a mapping in which no value is the default. */
class ConfigurationTest {

  private static final Map<String, String> FULL =
      Map.ofEntries(
          Map.entry("HEADGATE_PRESET", "production"),
          Map.entry("SERVER_HOST", "10.0.0.7"),
          Map.entry("SERVER_PORT", "8443"),
          Map.entry("GITHUB_API_URL", "https://ghes.example.com/api/v3/"),
          Map.entry("GITHUB_MIRROR_URL", "https://mirror.example.com"),
          Map.entry("GITHUB_TOKEN", "ghs_123_eyJ.abc-def"),
          Map.entry("GITHUB_USERS", "octocat:hubot, app[bot]"),
          Map.entry("GITHUB_STATUS_SLEEP_TIME", "2"),
          Map.entry("GITHUB_STATUS_TIMEOUT", "PT20S"),
          Map.entry("STORAGE_TYPE", "in-memory"),
          Map.entry("CACHE_TYPE", "in-memory"),
          Map.entry("CACHE_MAX_BYTES", "1GiB"),
          Map.entry("CACHE_MAX_BODY_BYTES", "10MB"),
          Map.entry("CACHE_TTL", "1d"),
          Map.entry("CACHE_MAX_STALE", "0"),
          Map.entry("CACHE_FRESHNESS", "max-age"),
          Map.entry("RATE_LIMIT_ENABLED", "true"),
          Map.entry("RATE_LIMIT_DEFAULT", "10"),
          Map.entry("RATE_LIMIT_WINDOW", "2m"),
          Map.entry("REQUEST_TIMEOUT", "10s"),
          Map.entry("EXTERNAL_SERVICE_TIMEOUT", "1500ms"),
          Map.entry("MAX_RETRIES", "0"),
          Map.entry("RETRY_BASE_DELAY", "50ms"),
          Map.entry("RETRY_MAX_DELAY", "1"),
          Map.entry("GITHUB_CIRCUIT_BREAKER_FAILURE_THRESHOLD", "9"),
          Map.entry("GITHUB_CIRCUIT_BREAKER_TIMEOUT_MS", "1500"),
          Map.entry("CIRCUIT_BREAKER_HALF_OPEN_SUCCESS_THRESHOLD", "3"),
          Map.entry("HEADGATE_ADMIN_TOKEN", "an-admin-token-of-some-length"),
          Map.entry("HEADGATE_API_KEYS", "ci:key-of-ci-0123456789,web:key:of:web:0123456789"),
          Map.entry("CORS_ALLOWED_ORIGINS", "https://a.example.com,http://localhost:3000"),
          Map.entry("LOG_FORMAT", "json"),
          Map.entry("LOG_LEVEL", "DEBUG"),
          Map.entry("ACCESS_LOG_SAMPLE", "10"));

  private static final Configuration EXPECTED =
      new Configuration(
          Preset.PRODUCTION,
          new ServerSettings("10.0.0.7", 8443),
          new GithubSettings(
              URI.create("https://ghes.example.com/api/v3"),
              URI.create("https://mirror.example.com"),
              Secret.of("ghs_123_eyJ.abc-def"),
              List.of("octocat", "hubot", "app[bot]"),
              Duration.ofSeconds(2),
              Duration.ofSeconds(20)),
          new StorageSettings(StorageSettings.Store.MEMORY, StorageSettings.Store.MEMORY),
          new CacheSettings(
              1L << 30, 10_000_000, Duration.ofDays(1), Duration.ZERO, Freshness.MAX_AGE),
          new TimeoutSettings(Duration.ofSeconds(10), Duration.ofMillis(1500), Map.of()),
          new RetrySettings(0, Duration.ofMillis(50), Duration.ofSeconds(1)),
          new BreakerSettings(9, Duration.ofMillis(1500), 3),
          new RateLimitSettings(true, 10, Duration.ofMinutes(2)),
          new AccessSettings(
              Secret.of("an-admin-token-of-some-length"),
              Map.of(
                  "ci", Secret.of("key-of-ci-0123456789"),
                  "web", Secret.of("key:of:web:0123456789"))),
          new CorsSettings(List.of("https://a.example.com", "http://localhost:3000")),
          new LoggingSettings(LoggingSettings.Format.JSON, LoggingSettings.Level.DEBUG, 10));

  private static final Configuration STANDARD =
      new Configuration(
          Preset.DEVELOPMENT,
          new ServerSettings("127.0.0.1", 8080),
          new GithubSettings(
              URI.create("https://api.github.com"),
              null,
              null,
              List.of(),
              Duration.ofSeconds(1),
              Duration.ofSeconds(10)),
          new StorageSettings(StorageSettings.Store.MEMORY, StorageSettings.Store.MEMORY),
          new CacheSettings(
              256L << 20, 8L << 20, Duration.ofDays(7), Duration.ofHours(24), Freshness.REVALIDATE),
          new TimeoutSettings(Duration.ofSeconds(30), Duration.ofSeconds(5), Map.of()),
          new RetrySettings(3, Duration.ofMillis(100), Duration.ofMillis(3200)),
          new BreakerSettings(5, Duration.ofMinutes(5), 2),
          new RateLimitSettings(false, 100, Duration.ofMinutes(1)),
          new AccessSettings(null, Map.of()),
          new CorsSettings(List.of()),
          new LoggingSettings(LoggingSettings.Format.HUMAN, LoggingSettings.Level.INFO, 1));

  static Stream<Arguments> records() {
    Configuration loaded = ConfigurationLoader.load(Map.of(), null).configuration();
    Configuration full = ConfigurationLoader.load(FULL, null).configuration();
    return Stream.of(Configuration.class.getRecordComponents())
        .map(component -> {
          try {
            return Arguments.of(
                component.getName(),
                component.getAccessor().invoke(STANDARD),
                component.getAccessor().invoke(loaded),
                component.getAccessor().invoke(Configuration.DEFAULTS),
                component.getAccessor().invoke(EXPECTED),
                component.getAccessor().invoke(full));
          } catch (ReflectiveOperationException e) {
            throw new LinkageError(component.getName(), e);
          }
        });
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("records")
  void hasTheDefaultsOfTheContract(
      String feature, Object standard, Object loaded, Object defaults) {
    assertThat(loaded).as(feature).isEqualTo(standard);
    assertThat(defaults).as(feature).isEqualTo(standard);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("records")
  void mapsEverySetting(
      String feature, Object standard, Object loaded, Object defaults, Object wanted, Object full) {
    assertThat(full).as(feature).isEqualTo(wanted);
    if (!feature.equals("storage")) {
      assertThat(full).as(feature).isNotEqualTo(standard);
    }
  }

  @Test
  void leavesNoSettingOutOfTheFullMapping() {
    assertThat(FULL.keySet())
        .containsAll(
            Settings.ALL.stream()
                .map(Setting::environmentName)
                .filter(name -> !name.equals("HEADGATE_CONFIG"))
                .toList());
  }

  @Test
  void reusesNoDefaultInTheFullMapping() {
    for (Setting<?> setting :
        Settings.ALL.stream().filter(s -> FULL.containsKey(s.environmentName())).toList()) {
      assertThat(FULL.get(setting.environmentName()))
          .as(setting.key())
          .isNotEqualTo(setting.defaultText());
    }
  }

  @Test
  void describesEverySettingForTheReference() {
    Map<String, Setting<?>> byName = new HashMap<>();
    for (Setting<?> setting : Settings.ALL) {
      assertThat(byName.put(setting.environmentName(), setting)).as(setting.key()).isNull();
      assertThat(setting.description()).as(setting.key()).endsWith(".");
      assertThat(setting.type().rule()).as(setting.key()).isNotBlank();
    }
  }
}
