package dev.headgate.runtime.configuration;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One setting: its name, what its values look like, what holds when nobody sets it.
 *
 * <p>{@code rate-limit.window} in a file is {@code RATE_LIMIT_WINDOW} in the environment. The list
 * of all settings ({@link Settings#ALL}) drives loading, checking, the printed configuration and
 * the reference.
 *
 * @param key the name in a file: lower case, dots between levels, hyphens between words
 * @param type how a value is read, and the rule it must keep
 * @param defaultText the default as a user would write it; null where there is none
 * @param description one sentence for the reference
 * @param live whether it can be changed while the process runs
 */
public record Setting<T>(
    String key,
    SettingType<T> type,
    @Nullable String defaultText,
    String description,
    boolean live) {

  public Setting {
    if (!key.matches("[a-z][a-z0-9-]*(\\.[a-z][a-z0-9-]*)*")) {
      throw new IllegalArgumentException(
          "key: " + key + " (expected: lower-case words joined by hyphens and dots)");
    }
    if (defaultText != null) {
      type.parse(defaultText);
    }
  }

  static <T> Setting<T> of(String key, SettingType<T> type, String fallback, String description) {
    return new Setting<>(key, type, fallback, description, false);
  }

  static <T> Setting<T> without(String key, SettingType<T> type, String description) {
    return new Setting<>(key, type, null, description, false);
  }

  /**
   * The same, changeable while the process runs: whoever goes by it asks at each use, or is told.
   */
  Setting<T> whileRunning() {
    return new Setting<>(key, type, defaultText, description, true);
  }

  /** The name of the environment variable. */
  public String environmentName() {
    return key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  /** What holds when no source says otherwise. */
  public Optional<String> fallback() {
    return Optional.ofNullable(defaultText);
  }

  /** Whether values of this setting are masked wherever they are shown. */
  public boolean secret() {
    return type.secret();
  }
}
