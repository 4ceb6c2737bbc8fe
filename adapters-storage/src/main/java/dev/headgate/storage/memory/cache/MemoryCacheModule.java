package dev.headgate.storage.memory.cache;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import dev.headgate.core.cache.ResponseCache;

/** Keeps cached responses in this process's memory. */
public final class MemoryCacheModule extends AbstractModule {
  private final MemoryCacheSettings settings;

  /** The feature with these settings. */
  public MemoryCacheModule(MemoryCacheSettings settings) {
    this.settings = settings;
  }

  @Override
  protected void configure() {
    bind(MemoryCacheSettings.class).toInstance(settings);
  }

  @Provides
  @Singleton
  static ResponseCache responseCache(MemoryCacheSettings settings) {
    return new MemoryResponseCache(settings);
  }
}
