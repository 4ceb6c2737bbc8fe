package dev.headgate.runtime.configuration;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a configuration was read from, so that it can be read again.
 *
 * @param environment the variables that are settings
 * @param path the file; null: there is none
 * @param file what it said
 */
record ConfigurationSources(
    Map<String, String> environment, @Nullable Path path, ConfigurationFile file) {

  /** Keeps of the environment what are settings. */
  ConfigurationSources {
    Map<String, String> settings = new HashMap<>(environment);
    settings.keySet().retainAll(Settings.names(Setting::environmentName));
    environment = Map.copyOf(settings);
  }

  /** The same with another content of the file. */
  ConfigurationSources with(ConfigurationFile other) {
    return new ConfigurationSources(environment, path, other);
  }

  /** Names nothing: there are secrets among it. */
  @Override
  public String toString() {
    return "sources of a configuration";
  }
}
