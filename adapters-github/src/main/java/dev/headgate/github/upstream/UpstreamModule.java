package dev.headgate.github.upstream;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import dev.headgate.core.gateway.Upstream;

/**
 * Binds {@link Upstream} to GitHub over OkHttp; {@link OkHttpUpstream} is to be closed at the end.
 */
public final class UpstreamModule extends AbstractModule {
  private final UpstreamSettings settings;

  /** A module for that API. */
  public UpstreamModule(UpstreamSettings settings) {
    this.settings = settings;
  }

  @Override
  protected void configure() {
    bind(UpstreamSettings.class).toInstance(settings);
  }

  @Provides
  @Singleton
  static OkHttpUpstream okHttp(UpstreamSettings settings) {
    return new OkHttpUpstream(settings);
  }

  @Provides
  @Singleton
  static Upstream upstream(OkHttpUpstream okHttp) {
    return okHttp;
  }

  @Provides
  @Singleton
  static GitHubProbe probe(Upstream upstream) {
    return new GitHubProbe(upstream, GitHubProbe.PATIENCE);
  }
}
