package dev.headgate.runtime.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.core.cache.Freshness;
import dev.headgate.core.identity.Secret;
import dev.headgate.core.limit.AllowList;
import dev.headgate.core.limit.Cidr;
import dev.headgate.core.limit.LimitRule;
import dev.headgate.core.limit.PathGlob;
import dev.headgate.core.priority.Priority;
import dev.headgate.core.priority.PriorityRule;
import dev.headgate.core.protection.SheddingPolicy;
import dev.headgate.runtime.configuration.StorageSettings.Store;
import dev.headgate.runtime.tls.Certificates;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Per record: its defaults, and a mapping in which no value is the default. */
class ConfigurationTest {

  private static final String PEM = Samples.pem();
  private static final Certificates CERTIFICATE = Samples.certificate();

  private static final Map<String, String> FULL =
      Map.ofEntries(
          Map.entry("HEADGATE_PRESET", "production"),
          Map.entry("SERVER_HOST", "10.0.0.7"),
          Map.entry("SERVER_PORT", "8443"),
          Map.entry("GITHUB_API_URL", "https://ghes.example.com/api/v3/"),
          Map.entry("GITHUB_MIRROR_URL", "https://mirror.example.com"),
          Map.entry("GITHUB_TOKEN", "ghs_123_eyJ.abc-def"),
          Map.entry("GITHUB_APP_ID", "Iv23liAbc"),
          Map.entry("GITHUB_PRIVATE_KEY", PEM.replace("\n", "\\n")),
          Map.entry("GITHUB_INSTALLATION_ID", "4711"),
          Map.entry("AUDIT_RETENTION", "7d"),
          Map.entry("AUDIT_MAX_ENTRIES", "77"),
          Map.entry("AUDIT_KEY", "an-audit-key-of-some-length"),
          Map.entry("AUDIT_LOG", "true"),
          Map.entry("GITHUB_ENABLE_AUDIT_LOGGING", "false"),
          Map.entry("CREDENTIALS_KEY", Samples.key('n') + ", " + Samples.key('o')),
          Map.entry("GITHUB_USERS", "octocat:hubot, app[bot]"),
          Map.entry("GITHUB_STATUS_SLEEP_TIME", "2"),
          Map.entry("GITHUB_STATUS_TIMEOUT", "PT20S"),
          Map.entry("GITHUB_RATE_LIMIT_RESERVE_PERCENT", "5"),
          Map.entry("GITHUB_RATE_LIMIT_THROTTLE_THRESHOLD", "0"),
          Map.entry("GITHUB_RATE_LIMIT_URGENT_MEMORY", "90s"),
          Map.entry("GITHUB_SECONDARY_LIMITS", "false"),
          Map.entry("GITHUB_CPU_PERCENT", "60"),
          Map.entry("GITHUB_MAX_CONCURRENT_REQUESTS", "40"),
          Map.entry("GITHUB_QUEUE_MAX_WAITING", "64"),
          Map.entry("GITHUB_QUEUE_MAX_WAIT", "10s"),
          Map.entry("GITHUB_QUEUE_WEIGHTS", "ci:3, web:1"),
          Map.entry("GITHUB_QUEUE_PRIORITIES", "POST /repos/*/*/dispatches=high,/search/** = low"),
          Map.entry("STORAGE_TYPE", "redis"),
          Map.entry("CACHE_TYPE", "postgres"),
          Map.entry("LIMIT_STORE", "in-memory"),
          Map.entry("QUOTA_STORE", "postgres"),
          Map.entry("QUEUE_STORE", "memory"),
          Map.entry("BREAKER_STORE", "Postgres"),
          Map.entry("PRIMARY_ENDPOINT", "primary.example.com"),
          Map.entry("READER_ENDPOINT", "reader.example.com"),
          Map.entry("REDIS_PORT", "6380"),
          Map.entry("REDIS_PASSWORD", "password-of-redis"),
          Map.entry("REDIS_SSL", "true"),
          Map.entry("DATABASE_URL", "postgres://db.example.com/headgate?sslmode=require"),
          Map.entry("DATABASE_USER", "gate"),
          Map.entry("DATABASE_PASSWORD", "password-of-postgres"),
          Map.entry("DATABASE_POOL_SIZE", "7"),
          Map.entry("CACHE_MAX_BYTES", "1GiB"),
          Map.entry("CACHE_MAX_BODY_BYTES", "10MB"),
          Map.entry("CACHE_TTL", "1d"),
          Map.entry("CACHE_MAX_STALE", "0"),
          Map.entry("CACHE_FRESHNESS", "max-age"),
          Map.entry("CACHE_WEBHOOK_MAX_AGE", "30m"),
          Map.entry("GITHUB_WEBHOOK_SECRET", "the new secret of hooks, the-old-secret-of-hooks"),
          Map.entry("WEBHOOKS_MAX_WAITING", "70"),
          Map.entry("WEBHOOKS_TRUST", "12h"),
          Map.entry("WEBHOOKS_SETTLE", "0"),
          Map.entry("WEBHOOKS_POLL", "90s"),
          Map.entry("WEBHOOKS_LOOK_BACK", "6h"),
          Map.entry("WEBHOOKS_REFRESH", "8m"),
          Map.entry("CACHE_IMMUTABLE", "true"),
          Map.entry("CACHE_NEGATIVE_TTL", "5"),
          Map.entry("CACHE_NEGATIVE_MAX_TTL", "2m"),
          Map.entry("GRAPHQL_CACHE_TTL", "90s"),
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
          Map.entry("CIRCUIT_BREAKER_FAILURE_THRESHOLD", "4"),
          Map.entry("CIRCUIT_BREAKER_TIMEOUT", "90"),
          Map.entry("CIRCUIT_BREAKER_HALF_OPEN_SUCCESS_THRESHOLD", "3"),
          Map.entry("SERVER_TRUSTED_PROXIES", "10.1.0.0/16, ::1"),
          Map.entry("MANAGEMENT_PORT", "9443"),
          Map.entry("SERVER_MAX_CONNECTIONS", "5000"),
          Map.entry("SERVER_TLS_CERTIFICATE", CERTIFICATE.certificate().toString()),
          Map.entry("SERVER_TLS_KEY", CERTIFICATE.key().toString()),
          Map.entry("RATE_LIMIT_ALLOW_LIST", "192.168.0.0/16, ci"),
          Map.entry("RATE_LIMIT_ON_STORE_FAILURE", "closed"),
          Map.entry("RATE_LIMIT_LEASES", "true"),
          Map.entry("HEADGATE_ADMIN_TOKEN", "an-admin-token-of-some-length"),
          Map.entry("HEADGATE_API_KEYS", "ci:key-of-ci-0123456789,web:key:of:web:0123456789"),
          Map.entry("CORS_ALLOWED_ORIGINS", "https://a.example.com,http://localhost:3000"),
          Map.entry("TASKS_MAX_QUEUED", "500"),
          Map.entry("TASKS_MAX_DELAY", "2d"),
          Map.entry("TASKS_HISTORY", "12h"),
          Map.entry("TASKS_MAX_BYTES", "3MiB"),
          Map.entry("BATCHES_MAX_REQUESTS", "50"),
          Map.entry("BATCHES_MAX_BYTES", "2MiB"),
          Map.entry("BATCHES_MAX_STREAMS", "5"),
          Map.entry("CALLBACK_ALLOWED_HOSTS", "ci.example.com, *.Hooks.example.com"),
          Map.entry("CALLBACK_SECRET", "secret-of-callbacks-0123"),
          Map.entry("CALLBACK_ALLOWED_NETWORKS", "10.2.0.0/16"),
          Map.entry("CALLBACK_TIMEOUT", "3s"),
          Map.entry("BLOBS_DIRECTORY", "/srv/blobs"),
          Map.entry("BLOBS_MAX_BYTES", "1TiB"),
          Map.entry("BLOBS_RETENTION", "2d"),
          Map.entry("ARTIFACTS_MAX_BYTES", "1GiB"),
          Map.entry("ARTIFACTS_BANDWIDTH", "20MiB"),
          Map.entry("ARTIFACTS_DISK_WRITE", "10MiB"),
          Map.entry("ARTIFACTS_MAX_ENTRIES", "77"),
          Map.entry("ARTIFACTS_MAX_UNCOMPRESSED_BYTES", "2GiB"),
          Map.entry("ARTIFACTS_MAX_RATIO", "50"),
          Map.entry("PROTECTION_LOAD_SHEDDING", "shadow"),
          Map.entry("PROTECTION_PATIENCE", "250ms"),
          Map.entry("PROTECTION_SPARE_REQUESTS", "70"),
          Map.entry("PROTECTION_BODY_MEMORY", "96MiB"),
          Map.entry("PROTECTION_BANDWIDTH", "5MiB"),
          Map.entry("PROTECTION_BANDWIDTH_PER_CALLER", "1MiB"),
          Map.entry("PROTECTION_DISK_WRITE", "3MiB"),
          Map.entry("WORKER_EMBEDDED", "true"),
          Map.entry("WORKER_HOST", "10.0.0.8"),
          Map.entry("WORKER_PORT", "9099"),
          Map.entry("WORKER_CONCURRENCY", "artifact-download:2, github-request:0"),
          Map.entry("WORKER_MEMORY", "64MiB"),
          Map.entry("WORKER_LEASE", "45s"),
          Map.entry("WORKER_GRACE", "3s"),
          Map.entry("PLUGINS_DIRECTORY", "/opt/handlers"),
          Map.entry("JOBS_LAUNCHER", "kubernetes"),
          Map.entry("MAX_CONCURRENT_JOBS", "33"),
          Map.entry("JOBS_MAX_PER_NAMESPACE", "team-a:3, team-b:0"),
          Map.entry("JOBS_AT_CAPACITY", "queue"),
          Map.entry("FAILURE_BACKOFF_PERIOD", "90s"),
          Map.entry("JOBS_NAMESPACE", "team-a"),
          Map.entry("JOBS_EVENTS", ","),
          Map.entry("JOBS_DEADLINE", "10m"),
          Map.entry("JOBS_TTL", "0"),
          Map.entry("JOBS_CPU_REQUEST", "500m"),
          Map.entry("JOBS_CPU_LIMIT", "2"),
          Map.entry("JOBS_MEMORY_REQUEST", "512Mi"),
          Map.entry("JOBS_MEMORY_LIMIT", "2Gi"),
          Map.entry("JOBS_SERVICE_ACCOUNT", "builder"),
          Map.entry("JOBS_OWNER", "headgate"),
          Map.entry("JOBS_KUBECONFIG", "/etc/headgate/kubeconfig"),
          Map.entry("LOG_FORMAT", "json"),
          Map.entry("LOG_LEVEL", "DEBUG"),
          Map.entry("LOG_LEVELS", "dev.headgate.queue:trace"),
          Map.entry("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4318"),
          Map.entry("ACCESS_LOG_SAMPLE", "10"));

  /** Settings that stand in the place of others; {@link StoreSettingsTest} maps them. */
  private static final Set<String> ALTERNATIVES =
      Set.of("REDIS_URL", "REDIS_TOKEN", "GITHUB_PRIVATE_KEY_FILE");

  private static final Configuration EXPECTED =
      new Configuration(
          Preset.PRODUCTION,
          new ServerSettings(
              "10.0.0.7",
              8443,
              List.of(Cidr.parse("10.1.0.0/16"), Cidr.parse("::1")),
              9443,
              new TlsFiles(CERTIFICATE.certificate(), CERTIFICATE.key()),
              5000),
          new GithubSettings(
              URI.create("https://ghes.example.com/api/v3"),
              URI.create("https://mirror.example.com"),
              Secret.of("ghs_123_eyJ.abc-def"),
              List.of("octocat", "hubot", "app[bot]"),
              Duration.ofSeconds(2),
              Duration.ofSeconds(20)),
          new CredentialSettings(
              "Iv23liAbc",
              Secret.of(PEM.strip().replace("\n", "\\n")),
              4711L,
              List.of(),
              List.of(Secret.of("n".repeat(32)), Secret.of("o".repeat(32)))),
          new QuotaSettings(
              5,
              0,
              Duration.ofSeconds(90),
              false,
              60,
              40,
              64,
              Duration.ofSeconds(10),
              Map.of("ci", 3, "web", 1),
              List.of(
                  new PriorityRule("POST", new PathGlob("/repos/*/*/dispatches"), Priority.HIGH),
                  new PriorityRule("", new PathGlob("/search/**"), Priority.LOW))),
          new StorageSettings(
              Store.REDIS,
              Store.POSTGRES,
              Store.MEMORY,
              Store.POSTGRES,
              Store.MEMORY,
              Store.POSTGRES),
          new RedisSettings(
              List.of(URI.create("rediss://primary.example.com:6380")),
              URI.create("rediss://reader.example.com:6380"),
              null,
              Secret.of("password-of-redis"),
              0),
          new DatabaseSettings(
              "jdbc:postgresql://db.example.com/headgate?sslmode=require",
              "gate",
              Secret.of("password-of-postgres"),
              7),
          new CacheSettings(
              1L << 30,
              10_000_000,
              Duration.ofDays(1),
              Duration.ZERO,
              Freshness.MAX_AGE,
              ByPath.none(),
              Duration.ofMinutes(30),
              true,
              Duration.ofSeconds(5),
              Duration.ofMinutes(2)),
          new WebhookSettings(
              List.of(Secret.of("the new secret of hooks"), Secret.of("the-old-secret-of-hooks")),
              70,
              Duration.ofHours(12),
              Duration.ZERO,
              Duration.ofSeconds(90),
              Duration.ofHours(6),
              Duration.ofMinutes(8)),
          new GraphqlSettings(Duration.ofSeconds(90)),
          new TimeoutSettings(Duration.ofSeconds(10), Duration.ofMillis(1500), ByPath.none()),
          new RetrySettings(0, Duration.ofMillis(50), Duration.ofSeconds(1)),
          new BreakerSettings(
              new BreakerSettings.Circuit(9, Duration.ofMillis(1500), 3),
              new BreakerSettings.Circuit(4, Duration.ofSeconds(90), 3)),
          new RateLimitSettings(
              true,
              10,
              Duration.ofMinutes(2),
              new AllowList(List.of(Cidr.parse("192.168.0.0/16")), Set.of("ci")),
              LimitRule.OnStoreFailure.CLOSED,
              true,
              List.of()),
          new AccessSettings(
              Secret.of("an-admin-token-of-some-length"),
              Map.of(
                  "ci", Secret.of("key-of-ci-0123456789"),
                  "web", Secret.of("key:of:web:0123456789"))),
          new CorsSettings(List.of("https://a.example.com", "http://localhost:3000")),
          new TaskSettings(500, Duration.ofDays(2), Duration.ofHours(12), 3 << 20),
          new BatchSettings(50, 2 << 20, 5),
          new CallbackSettings(
              List.of("ci.example.com", "*.hooks.example.com"),
              Secret.of("secret-of-callbacks-0123"),
              List.of(Cidr.parse("10.2.0.0/16")),
              false,
              Duration.ofSeconds(3)),
          new BlobSettings(Path.of("/srv/blobs"), 1L << 40, Duration.ofDays(2)),
          new ArtifactSettings(1L << 30, 20L << 20, 10L << 20, 77, 2L << 30, 50),
          new ProtectionSettings(
              new SheddingPolicy(SheddingPolicy.Mode.SHADOW, Duration.ofMillis(250), 70),
              96L << 20,
              5L << 20,
              1L << 20,
              3L << 20),
          new AuditSettings(
              Duration.ofDays(7), 77, Secret.of("an-audit-key-of-some-length"), true, false),
          new WorkSettings(
              true,
              "10.0.0.8",
              9099,
              Map.of("artifact-download", 2, "github-request", 0),
              64L << 20,
              Duration.ofSeconds(45),
              Duration.ofSeconds(3),
              Path.of("/opt/handlers")),
          new JobSettings(
              JobSettings.Launcher.KUBERNETES,
              33,
              Map.of("team-a", 3, "team-b", 0),
              JobSettings.AtCapacity.QUEUE,
              Duration.ofSeconds(90),
              "team-a",
              Map.of(),
              List.of(JobTemplate.BUILD),
              Duration.ofMinutes(10),
              Duration.ZERO,
              new JobResources("500m", "2", "512Mi", "2Gi"),
              "builder",
              "headgate",
              Path.of("/etc/headgate/kubeconfig")),
          new LoggingSettings(
              LoggingSettings.Format.JSON,
              LoggingSettings.Level.DEBUG,
              Map.of("dev.headgate.queue", LoggingSettings.Level.TRACE),
              10),
          new TracingSettings(URI.create("http://collector:4318")));

  private static final Configuration STANDARD =
      new Configuration(
          Preset.DEVELOPMENT,
          new ServerSettings("127.0.0.1", 8080, List.of(), null, null, 10_000),
          new GithubSettings(
              URI.create("https://api.github.com"),
              null,
              null,
              List.of(),
              Duration.ofSeconds(1),
              Duration.ofSeconds(10)),
          new CredentialSettings(null, null, null, List.of(), List.of()),
          new QuotaSettings(
              10,
              20,
              Duration.ofMinutes(5),
              true,
              100,
              90,
              1000,
              Duration.ofDays(1),
              Map.of(),
              List.of()),
          new StorageSettings(
              Store.MEMORY, Store.MEMORY, Store.MEMORY, Store.MEMORY, Store.MEMORY, Store.MEMORY),
          new RedisSettings(List.of(URI.create("redis://localhost:6379")), null, null, null, 0),
          new DatabaseSettings(null, null, null, 10),
          new CacheSettings(
              256L << 20,
              8L << 20,
              Duration.ofDays(7),
              Duration.ofHours(24),
              Freshness.REVALIDATE,
              ByPath.none(),
              Duration.ofHours(1),
              false,
              Duration.ZERO,
              Duration.ofMinutes(5)),
          new WebhookSettings(
              List.of(),
              10_000,
              Duration.ofHours(24),
              Duration.ofSeconds(5),
              Duration.ofMinutes(5),
              Duration.ofDays(1),
              Duration.ZERO),
          new GraphqlSettings(Duration.ZERO),
          new TimeoutSettings(Duration.ofSeconds(30), Duration.ofSeconds(5), ByPath.none()),
          new RetrySettings(3, Duration.ofMillis(100), Duration.ofMillis(3200)),
          new BreakerSettings(
              new BreakerSettings.Circuit(5, Duration.ofMinutes(5), 2),
              new BreakerSettings.Circuit(5, Duration.ofSeconds(60), 2)),
          new RateLimitSettings(
              false,
              100,
              Duration.ofMinutes(1),
              AllowList.NOBODY,
              LimitRule.OnStoreFailure.LOCAL,
              false,
              List.of()),
          new AccessSettings(null, Map.of()),
          new CorsSettings(List.of()),
          new TaskSettings(10_000, Duration.ofDays(30), Duration.ofDays(7), 256 << 20),
          new BatchSettings(1000, 8 << 20, 100),
          new CallbackSettings(List.of(), null, List.of(), true, Duration.ofSeconds(10)),
          new BlobSettings(null, 20L << 30, Duration.ofDays(7)),
          new ArtifactSettings(5L << 30, 0, 0, 100_000, 50L << 30, 200),
          new ProtectionSettings(
              new SheddingPolicy(SheddingPolicy.Mode.ENFORCE, Duration.ofMillis(200), 64),
              null,
              0,
              0,
              0),
          new AuditSettings(Duration.ofDays(90), 1_000_000, null, false, true),
          new WorkSettings(
              null,
              "127.0.0.1",
              0,
              Map.of(),
              null,
              Duration.ofSeconds(30),
              Duration.ofSeconds(20),
              Path.of("plugins")),
          new JobSettings(
              JobSettings.Launcher.MEMORY,
              10,
              Map.of(),
              JobSettings.AtCapacity.REJECT,
              Duration.ofMinutes(5),
              "default",
              Map.of("network.notifi.lambda.build.start", "build"),
              List.of(new JobTemplate("build", null, "parser_id", null, null, List.of(), null)),
              Duration.ofMinutes(30),
              Duration.ofHours(1),
              new JobResources("250m", "1", "256Mi", "1Gi"),
              null,
              null,
              null),
          new LoggingSettings(
              LoggingSettings.Format.HUMAN, LoggingSettings.Level.INFO, Map.of(), 1),
          new TracingSettings(null));

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
    assertThat(full).as(feature).isNotEqualTo(standard);
  }

  @Test
  void readsTheConcurrencyOfKindsFromAMapInAFile(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("headgate.yaml");
    Files.writeString(file, "worker:\n  concurrency: {artifact-download: 2, junit.report: 3}\n");
    assertThat(ConfigurationLoader.load(Map.of(), file).configuration().worker().concurrency())
        .containsExactlyInAnyOrderEntriesOf(Map.of("artifact-download", 2, "junit.report", 3));
  }

  @Test
  void leavesNoSettingOutOfTheFullMapping() {
    assertThat(FULL.keySet())
        .containsAll(
            Settings.ALL.stream()
                .map(Setting::environmentName)
                .filter(name -> !name.equals("HEADGATE_CONFIG") && !ALTERNATIVES.contains(name))
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
