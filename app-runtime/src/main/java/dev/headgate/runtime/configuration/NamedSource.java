package dev.headgate.runtime.configuration;

import io.smallrye.config.common.MapBackedConfigSource;
import java.util.Map;

/** Settings from one place, under the very name that is printed as their origin. */
final class NamedSource extends MapBackedConfigSource {

  NamedSource(String name, Map<String, String> settings, int ordinal) {
    super(name, settings, ordinal);
  }
}
