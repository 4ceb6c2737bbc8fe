package dev.headgate.storage.memory.setting;

import dev.headgate.core.setting.SettingsSnapshot;
import dev.headgate.core.setting.SharedSetting;
import dev.headgate.core.setting.SharedSettings;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The settings of one process; they end with it. A write copies the map: there are few. */
public final class MemorySharedSettings implements SharedSettings {

  private final AtomicReference<SettingsSnapshot> state =
      new AtomicReference<>(SettingsSnapshot.EMPTY);

  @Override
  public Optional<SettingsSnapshot> changedSince(long version) {
    SettingsSnapshot now = state.get();
    return version == 0 || version != now.version() ? Optional.of(now) : Optional.empty();
  }

  @Override
  public Optional<SharedSetting> write(String name, String text, long expected) {
    SharedSetting.check(name, text);
    SettingsSnapshot before;
    SharedSetting setting;
    do {
      before = state.get();
      @Nullable SharedSetting old = before.settings().get(name);
      if ((old == null ? 0 : old.version()) != expected) {
        return Optional.empty();
      }
      setting = new SharedSetting(name, text, before.version() + 1);
    } while (!state.compareAndSet(before, with(before, setting)));
    return Optional.of(setting);
  }

  @Override
  public boolean remove(String name) {
    SettingsSnapshot before;
    do {
      before = state.get();
      if (!before.settings().containsKey(name)) {
        return false;
      }
    } while (!state.compareAndSet(before, without(before, name)));
    return true;
  }

  private static SettingsSnapshot with(SettingsSnapshot before, SharedSetting setting) {
    Map<String, SharedSetting> settings = new HashMap<>(before.settings());
    settings.put(setting.name(), setting);
    return new SettingsSnapshot(setting.version(), settings);
  }

  private static SettingsSnapshot without(SettingsSnapshot before, String name) {
    Map<String, SharedSetting> settings = new HashMap<>(before.settings());
    settings.remove(name);
    return new SettingsSnapshot(before.version() + 1, settings);
  }
}
