package dev.headgate.runtime.configuration;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The values of settings after reading; where none was read, the default. */
final class SettingValues {

  /** Nothing was set: every setting has its default. */
  static final SettingValues NONE = new SettingValues(Map.of());

  private final Map<Setting<?>, Object> values;

  SettingValues(Map<Setting<?>, Object> values) {
    this.values = Map.copyOf(values);
  }

  /** The value of a setting that has a default. */
  <T> T value(Setting<T> setting) {
    T value = find(setting);
    if (value == null) {
      throw new IllegalStateException(setting.key() + ": has no value and no default");
    }
    return value;
  }

  /** The value of a setting that may have none. */
  // The key's own type made the value, so the cast cannot fail.
  @SuppressWarnings("unchecked")
  <T> @Nullable T find(Setting<T> setting) {
    Object value = values.get(setting);
    if (value != null) {
      return (T) value;
    }
    String fallback = setting.defaultText();
    return fallback == null ? null : setting.type().parse(fallback);
  }
}
