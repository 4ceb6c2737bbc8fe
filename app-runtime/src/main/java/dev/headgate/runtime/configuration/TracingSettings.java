package dev.headgate.runtime.configuration;

import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where traces go.
 *
 * @param endpoint the collector's OTLP address; null: nothing is traced
 */
public record TracingSettings(@Nullable URI endpoint) {

  static final Setting<URI> ENDPOINT =
      Setting.without(
          "otel.exporter.otlp.endpoint",
          SettingTypes.BASE_URL,
          "The collector that traces are sent to, by OTLP over HTTP; nothing is traced without.");
  static final List<Setting<?>> SETTINGS = List.of(ENDPOINT);

  public static final TracingSettings DEFAULTS = from(SettingValues.NONE);

  static TracingSettings from(SettingValues values) {
    return new TracingSettings(values.find(ENDPOINT));
  }
}
