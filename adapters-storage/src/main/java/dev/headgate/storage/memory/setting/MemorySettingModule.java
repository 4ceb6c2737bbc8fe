package dev.headgate.storage.memory.setting;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import dev.headgate.core.setting.SharedSettings;

/** Keeps what operators change at run time in this process's memory. */
public final class MemorySettingModule extends AbstractModule {

  @Provides
  @Singleton
  static SharedSettings sharedSettings() {
    return new MemorySharedSettings();
  }
}
