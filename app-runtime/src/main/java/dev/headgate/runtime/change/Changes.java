package dev.headgate.runtime.change;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headgate.runtime.configuration.Setting;
import dev.headgate.runtime.configuration.Settings;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All that was changed at run time, as the shared settings keep it.
 *
 * @param revision how often anything was changed
 * @param values by key
 */
record Changes(long revision, Map<String, ChangedValue> values) {
  static final Changes NONE = new Changes(0, Map.of());
  private static final JsonMapper JSON = new JsonMapper();

  Changes {
    values = Collections.unmodifiableMap(new TreeMap<>(values));
  }

  /** The next revision: with these texts set, and without those keys whose text is null. */
  Changes with(Map<String, @Nullable String> texts, boolean persistent) {
    Map<String, ChangedValue> next = new TreeMap<>(values);
    texts.forEach((key, text) -> {
      if (text == null) {
        next.remove(key);
      } else {
        next.put(key, new ChangedValue(text, persistent, revision + 1));
      }
    });
    return new Changes(revision + 1, next);
  }

  /** The texts that a process goes by which started after that revision. */
  Map<String, String> textsSince(long begun) {
    Map<String, String> texts = new TreeMap<>();
    values.forEach((key, value) -> {
      if (value.persistent() || value.revision() > begun) {
        texts.put(key, value.text());
      }
    });
    return texts;
  }

  String written() {
    ObjectNode json = JSON.createObjectNode();
    json.put("revision", revision);
    ObjectNode all = json.putObject("values");
    values.forEach((key, value) ->
        all.putObject(key)
            .put("text", value.text())
            .put("persistent", value.persistent())
            .put("revision", value.revision()));
    return json.toString();
  }

  /**
   * What was written; settings that this version does not know, or cannot change while it runs, are
   * left out: another may have written them.
   *
   * @throws IllegalArgumentException if it is something else
   */
  static Changes read(String text) {
    try {
      JsonNode json = JSON.readTree(text);
      Map<String, ChangedValue> values = new TreeMap<>();
      json.path("values")
          .properties()
          .forEach(entry -> {
            if (Settings.named(entry.getKey()).map(Setting::live).orElse(false)) {
              values.put(entry.getKey(), value(entry.getValue()));
            }
          });
      return new Changes(json.path("revision").asLong(), values);
    } catch (JsonProcessingException foreign) {
      throw new IllegalArgumentException("changes: no JSON (expected: what was written)", foreign);
    }
  }

  private static ChangedValue value(JsonNode json) {
    return new ChangedValue(
        json.path("text").asText(),
        json.path("persistent").asBoolean(),
        json.path("revision").asLong());
  }
}
