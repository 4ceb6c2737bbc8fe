package dev.headgate.runtime.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import dev.headgate.core.audit.AuditChain;
import dev.headgate.core.audit.AuditLog;
import dev.headgate.core.audit.AuditStore;
import dev.headgate.core.audit.AuditWatch;
import dev.headgate.core.audit.ChainedAuditLog;
import dev.headgate.core.audit.WithoutFloods;
import dev.headgate.core.audit.WithoutGithub;
import dev.headgate.core.identity.Secret;
import dev.headgate.runtime.configuration.AuditSettings;
import dev.headgate.runtime.telemetry.Metrics;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** The audit over whichever store it is kept in, with its writer running. */
public final class AuditTrailModule extends AbstractModule {
  /** How many steps one turn of the sweep takes at most. */
  private static final int STEPS = 100;

  /** How often the sweep comes round. */
  static final Duration PERIOD = Duration.ofSeconds(10);

  private final AuditSettings settings;
  private final int bound;

  /** The audit that keeps at most so many entries. */
  AuditTrailModule(AuditSettings settings, int bound) {
    this.settings = settings;
    this.bound = Math.min(bound, settings.maxEntries());
  }

  /** Removes what is too old or too many, in bounded steps. */
  public static void sweep(ChainedAuditLog log, InstantSource clock) {
    int steps = 0;
    while (steps < STEPS && log.sweep(clock.instant()) > 0) {
      steps++;
    }
  }

  /** The chain by the configured key. */
  public static AuditChain chain(AuditSettings settings) {
    @Nullable Secret key = settings.key();
    return key == null ? AuditChain.plain() : AuditChain.keyed(key.reveal().getBytes(UTF_8));
  }

  @Provides
  @Singleton
  AuditChain auditChain() {
    return chain(settings);
  }

  @Provides
  @Singleton
  ChainedAuditLog chainedAuditLog(AuditStore store, AuditChain chain, Metrics metrics) {
    var defaults = dev.headgate.core.audit.AuditSettings.DEFAULTS;
    AuditWatch watch = new LoggedAudit(settings.log());
    ChainedAuditLog log =
        new ChainedAuditLog(
            store,
            chain,
            new dev.headgate.core.audit.AuditSettings(
                settings.retention(), bound, defaults.maxWaiting(), defaults.patience()),
            watch);
    metrics.audit().readFrom(log::status);
    Thread.ofVirtual().name("audit").start(log::run);
    return log;
  }

  @Provides
  @Singleton
  AuditLog auditLog(ChainedAuditLog log) {
    AuditLog bounded = new WithoutFloods(log);
    return settings.github() ? bounded : new WithoutGithub(bounded);
  }
}
