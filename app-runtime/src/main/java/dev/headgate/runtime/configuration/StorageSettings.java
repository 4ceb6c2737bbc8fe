package dev.headgate.runtime.configuration;

import java.util.List;
import java.util.Map;

/**
 * Where state is kept.
 *
 * @param type the store of everything that names none of its own
 * @param cache the store of cached responses
 */
public record StorageSettings(Store type, Store cache) {

  /** The stores of this version. */
  public enum Store {
    /** In this process; gone when it ends. */
    MEMORY
  }

  private static final SettingType<Store> STORE =
      SettingTypes.choice(
          "memory (or in-memory): this version stores in memory only",
          Map.of("memory", Store.MEMORY, "in-memory", Store.MEMORY));

  static final Setting<Store> TYPE =
      Setting.of("storage.type", STORE, "memory", "Where state is kept.");
  static final Setting<Store> CACHE =
      Setting.of("cache.type", STORE, "memory", "Where cached responses are kept.");
  static final List<Setting<?>> SETTINGS = List.of(TYPE, CACHE);

  public static final StorageSettings DEFAULTS = from(SettingValues.NONE);

  static StorageSettings from(SettingValues values) {
    return new StorageSettings(values.value(TYPE), values.value(CACHE));
  }
}
