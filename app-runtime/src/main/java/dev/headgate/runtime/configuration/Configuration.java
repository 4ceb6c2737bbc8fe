package dev.headgate.runtime.configuration;

import dev.headgate.core.cache.Freshness;
import dev.headgate.core.limit.LimitRule;
import java.time.Duration;
import java.util.List;

/** All settings of a process, validated; one record per feature. */
public record Configuration(
    Preset preset,
    ServerSettings server,
    GithubSettings github,
    CredentialSettings credentials,
    QuotaSettings quota,
    StorageSettings storage,
    RedisSettings redis,
    DatabaseSettings database,
    CacheSettings cache,
    WebhookSettings webhooks,
    GraphqlSettings graphql,
    TimeoutSettings timeouts,
    RetrySettings retry,
    BreakerSettings breaker,
    RateLimitSettings rateLimit,
    AccessSettings access,
    CorsSettings cors,
    TaskSettings tasks,
    BatchSettings batches,
    CallbackSettings callbacks,
    BlobSettings blobs,
    ArtifactSettings artifacts,
    ProtectionSettings protection,
    AuditSettings audit,
    WorkSettings worker,
    JobSettings jobs,
    LoggingSettings logging,
    TracingSettings tracing) {

  /** What holds when nothing is set. */
  public static final Configuration DEFAULTS =
      from(SettingValues.NONE, ByPath.none(), ByPath.none(), List.of(), List.of(), List.of());

  /** Whether a server does tasks itself: as it is told, else where nobody else could. */
  public boolean doesTasks() {
    Boolean told = worker.embedded();
    return told == null ? storage.queue() == StorageSettings.Store.MEMORY : told;
  }

  static Configuration from(
      SettingValues values,
      ByPath<Freshness> freshnessByPath,
      ByPath<Duration> timeoutsByPath,
      List<LimitRule> limitRules,
      List<NamedInstallation> installations,
      List<JobTemplate> jobTemplates) {
    return new Configuration(
        values.value(Settings.PRESET),
        ServerSettings.from(values),
        GithubSettings.from(values),
        CredentialSettings.from(values, installations),
        QuotaSettings.from(values),
        StorageSettings.from(values),
        RedisSettings.from(values),
        DatabaseSettings.from(values),
        CacheSettings.from(values, freshnessByPath),
        WebhookSettings.from(values),
        GraphqlSettings.from(values),
        TimeoutSettings.from(values, timeoutsByPath),
        RetrySettings.from(values),
        BreakerSettings.from(values),
        RateLimitSettings.from(values, limitRules),
        AccessSettings.from(values),
        CorsSettings.from(values),
        TaskSettings.from(values),
        BatchSettings.from(values),
        CallbackSettings.from(values),
        BlobSettings.from(values),
        ArtifactSettings.from(values),
        ProtectionSettings.from(values),
        AuditSettings.from(values),
        WorkSettings.from(values),
        JobSettings.from(values, jobTemplates),
        LoggingSettings.from(values),
        TracingSettings.from(values));
  }
}
