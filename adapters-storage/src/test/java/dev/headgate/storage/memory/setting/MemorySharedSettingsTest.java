package dev.headgate.storage.memory.setting;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Guice;
import com.google.inject.Injector;
import dev.headgate.core.setting.SharedSettings;
import dev.headgate.core.setting.SharedSettingsContract;
import org.junit.jupiter.api.Test;

class MemorySharedSettingsTest implements SharedSettingsContract {

  private final MemorySharedSettings settings = new MemorySharedSettings();

  @Override
  public SharedSettings sharedSettings() {
    return settings;
  }

  @Test
  void theModuleBindsThePortToOneStore() {
    Injector injector = Guice.createInjector(new MemorySettingModule());
    assertThat(injector.getInstance(SharedSettings.class))
        .isInstanceOf(MemorySharedSettings.class)
        .isSameAs(injector.getInstance(SharedSettings.class));
  }
}
