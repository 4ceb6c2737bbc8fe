package dev.headgate.runtime.configuration;

import java.util.List;

/**
 * Which web pages may call from a browser.
 *
 * @param allowedOrigins origins; {@code *} stands for all of them
 */
public record CorsSettings(List<String> allowedOrigins) {

  static final Setting<List<String>> ALLOWED_ORIGINS =
      Setting.of(
              "cors.allowed-origins",
              SettingTypes.ORIGINS,
              "",
              "Origins of web pages that may call; '*' is refused in production.")
          .whileRunning();
  static final List<Setting<?>> SETTINGS = List.of(ALLOWED_ORIGINS);

  public static final CorsSettings DEFAULTS = from(SettingValues.NONE);

  public CorsSettings {
    allowedOrigins = List.copyOf(allowedOrigins);
  }

  static CorsSettings from(SettingValues values) {
    return new CorsSettings(values.value(ALLOWED_ORIGINS));
  }

  /** Whether every web page may call. */
  public boolean anyOrigin() {
    return allowedOrigins.contains("*");
  }
}
