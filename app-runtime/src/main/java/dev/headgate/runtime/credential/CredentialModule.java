package dev.headgate.runtime.credential;

import com.google.inject.AbstractModule;
import com.google.inject.Module;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import com.google.inject.util.Modules;
import dev.headgate.core.audit.AuditLog;
import dev.headgate.core.credential.CredentialPlan;
import dev.headgate.core.credential.Credentials;
import dev.headgate.core.credential.Installation;
import dev.headgate.core.credential.LentRequests;
import dev.headgate.core.credential.SharedTokens;
import dev.headgate.core.credential.TokenIssuer;
import dev.headgate.core.credential.TokenSeal;
import dev.headgate.core.gateway.Gateway;
import dev.headgate.core.gateway.Upstream;
import dev.headgate.core.gateway.Waiter;
import dev.headgate.core.identity.Secret;
import dev.headgate.core.telemetry.Telemetry;
import dev.headgate.github.app.AppModule;
import dev.headgate.github.app.GitHubClock;
import dev.headgate.runtime.configuration.Configuration;
import dev.headgate.runtime.configuration.CredentialSettings;
import dev.headgate.runtime.configuration.NamedInstallation;
import dev.headgate.runtime.process.ProcessName;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;

/** Lends what the configuration names: a GitHub App's installations, a token, both or nothing. */
public final class CredentialModule extends AbstractModule {
  private static final String PURPOSE = "installation tokens in a shared store";

  private final Configuration configuration;

  /** The credentials of that configuration. */
  public CredentialModule(Configuration configuration) {
    this.configuration = configuration;
  }

  @Override
  protected void configure() {
    install(credentials());
  }

  private Module credentials() {
    CredentialSettings settings = configuration.credentials();
    String app = settings.appId();
    Secret key = settings.privateKey();
    return app == null || key == null
        ? new TokenOnly()
        : Modules.combine(new AppModule(app, key), new OfApp(app, key, settings));
  }

  @Provides
  @Singleton
  static LentRequests lent(
      Credentials credentials, Gateway gateway, InstantSource clock, Waiter waiter) {
    return new LentRequests(credentials, gateway, clock, waiter);
  }

  /** The configured token, if there is one. */
  private static final class TokenOnly extends AbstractModule {
    @Provides
    @Singleton
    static Credentials credentials(Configuration configuration) {
      return new Credentials(
          new CredentialPlan(null, Map.of(), null, configuration.github().token()));
    }
  }

  /** The App's installations, and beside them the configured token, if there is one. */
  private static final class OfApp extends AbstractModule {
    private final String app;
    private final Secret key;
    private final CredentialSettings settings;

    OfApp(String app, Secret key, CredentialSettings settings) {
      this.app = app;
      this.key = key;
      this.settings = settings;
    }

    @Provides
    @Singleton
    Credentials credentials(
        Configuration configuration,
        Upstream upstream,
        TokenIssuer issuer,
        TokenStore store,
        ProcessName process,
        AuditLog audit,
        Telemetry telemetry,
        GitHubClock clock,
        Waiter waiter,
        ExecutorService executor) {
      Map<String, Long> owners = new HashMap<>();
      for (NamedInstallation installation : settings.installations()) {
        installation.owners().forEach(owner -> owners.put(owner, installation.id()));
      }
      CredentialPlan plan =
          new CredentialPlan(
              new Installation(upstream.host(), app, 1),
              owners,
              settings.installationId(),
              configuration.github().token());
      SharedTokens shared =
          new SharedTokens(
              store.vault(), store.slots(), new TokenSeal(keys()), store.calls(), process.text());
      return new Credentials(plan, issuer, shared, audit, telemetry, clock, waiter, executor);
    }

    /** All processes of one App have its key, so a key made of it serves where none is named. */
    private List<Secret> keys() {
      return settings.keys().isEmpty() ? List.of(TokenSeal.derive(key, PURPOSE)) : settings.keys();
    }
  }
}
