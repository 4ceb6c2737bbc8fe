package dev.headgate.storage.memory.credential;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import dev.headgate.core.credential.TokenVault;

/** Keeps sealed tokens in this process's memory. */
public final class MemoryCredentialModule extends AbstractModule {

  @Provides
  @Singleton
  static TokenVault vault() {
    return new MemoryTokenVault();
  }
}
