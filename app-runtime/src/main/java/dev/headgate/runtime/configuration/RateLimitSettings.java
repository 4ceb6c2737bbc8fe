package dev.headgate.runtime.configuration;

import java.time.Duration;
import java.util.List;

/**
 * The inbound limit on Headgate's own endpoints.
 *
 * @param enabled whether requests are held to it
 * @param permits requests per window and caller
 * @param window the window
 */
public record RateLimitSettings(boolean enabled, int permits, Duration window) {

  static final Setting<Boolean> ENABLED =
      Setting.of(
          "rate-limit.enabled",
          SettingTypes.SWITCH,
          "false",
          "Whether callers are limited; on in production.");
  static final Setting<Integer> DEFAULT =
      Setting.of(
          "rate-limit.default",
          SettingTypes.count(1),
          "100",
          "Requests that a caller may make to /api/v1 per window.");
  static final Setting<Duration> WINDOW =
      Setting.of("rate-limit.window", SettingTypes.DURATION, "60s", "The window of the limit.");
  static final List<Setting<?>> SETTINGS = List.of(ENABLED, DEFAULT, WINDOW);

  public static final RateLimitSettings DEFAULTS = from(SettingValues.NONE);

  public RateLimitSettings {
    Positive.number("permits", permits);
    Positive.duration("window", window);
  }

  static RateLimitSettings from(SettingValues values) {
    return new RateLimitSettings(
        values.value(ENABLED), values.value(DEFAULT), values.value(WINDOW));
  }
}
