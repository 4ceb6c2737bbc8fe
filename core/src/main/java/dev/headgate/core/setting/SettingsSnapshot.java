package dev.headgate.core.setting;

import java.util.Map;

/**
 * All settings at one moment.
 *
 * @param version grows with every change of any of them; 0 where there never was one
 * @param settings the settings by name
 */
public record SettingsSnapshot(long version, Map<String, SharedSetting> settings) {
  /** Nothing was ever written. */
  public static final SettingsSnapshot EMPTY = new SettingsSnapshot(0, Map.of());

  public SettingsSnapshot {
    settings = Map.copyOf(settings);
  }
}
