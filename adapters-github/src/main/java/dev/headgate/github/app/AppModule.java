package dev.headgate.github.app;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import dev.headgate.core.credential.TokenIssuer;
import dev.headgate.core.gateway.Upstream;
import dev.headgate.core.identity.Secret;
import java.time.InstantSource;

/** Binds {@link TokenIssuer} to a GitHub App, and {@link GitHubClock} to the time it learns. */
public final class AppModule extends AbstractModule {
  private final AppJwt jwt;

  /**
   * A module for this App.
   *
   * @param app its id or client id
   * @throws IllegalArgumentException if that is no RSA private key in PEM
   */
  public AppModule(String app, Secret privateKey) {
    this.jwt = new AppJwt(app, AppKey.of(privateKey));
  }

  @Override
  protected void configure() {
    bind(AppJwt.class).toInstance(jwt);
  }

  @Provides
  @Singleton
  static GitHubClock clock(InstantSource machine) {
    return new GitHubClock(machine);
  }

  @Provides
  @Singleton
  static TokenIssuer issuer(Upstream upstream, AppJwt jwt, GitHubClock clock) {
    return new AppTokenIssuer(upstream, jwt, clock);
  }
}
