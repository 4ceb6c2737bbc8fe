package dev.headgate.server.limit;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headgate.core.limit.LimitRule;
import dev.headgate.runtime.configuration.LimitRuleDefaults;
import dev.headgate.runtime.configuration.LimitRuleReader;
import dev.headgate.runtime.configuration.Mistake;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** Limit rules as JSON: the same names and forms as in a configuration file. */
final class LimitRuleJson {
  private LimitRuleJson() {}

  static Map<String, Object> write(LimitRule rule) {
    Map<String, Object> match = new LinkedHashMap<>();
    if (!rule.methods().isEmpty()) {
      match.put("methods", new TreeSet<>(rule.methods()));
    }
    match.put("path", rule.path().toString());
    if (rule.except() != null) {
      match.put("except", rule.except().toString());
    }
    if (rule.eventType() != null) {
      match.put("event-type", rule.eventType());
    }
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", rule.name());
    json.put("match", match);
    json.put("key", rule.key().toString());
    json.put("permits", rule.rate().permits());
    json.put("per", rule.rate().per().toString());
    json.put("burst", rule.rate().burst());
    json.put("mode", rule.mode().label());
    json.put("on-store-failure", rule.onStoreFailure().label());
    json.put("leased", rule.leased());
    return json;
  }

  /**
   * The rule of this JSON.
   *
   * @param name the name that the caller gave elsewhere; it fills in where the JSON has none, and
   *     must agree where it has one
   */
  static Optional<LimitRule> read(
      JsonNode json, String name, LimitRuleDefaults defaults, List<Mistake> mistakes) {
    Map<String, String> fields = new TreeMap<>();
    if (!json.isObject()) {
      mistakes.add(new Mistake("body", "", "a JSON object", "send a rule's fields"));
      return Optional.empty();
    }
    flatten("", json, fields);
    String named = fields.putIfAbsent("name", name);
    if (named != null && !named.equals(name)) {
      mistakes.add(
          new Mistake(
              "name", named, "the name in the path, " + name, "leave it out or correct it"));
    }
    return LimitRuleReader.read("", fields, defaults, "correct it", mistakes)
        .filter(rule -> mistakes.isEmpty());
  }

  private static void flatten(String prefix, JsonNode json, Map<String, String> fields) {
    json.properties()
        .forEach(field -> {
          String name = prefix + field.getKey().replace('_', '-');
          JsonNode value = field.getValue();
          if (value.isObject()) {
            flatten(name + ".", value, fields);
          } else if (value.isArray()) {
            List<String> elements = new ArrayList<>();
            value.forEach(element -> elements.add(element.asText()));
            fields.put(name, String.join(",", elements));
          } else if (!value.isNull()) {
            fields.put(name, value.asText());
          }
        });
  }
}
