package dev.headgate.runtime.change;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headgate.runtime.configuration.Mistake;
import dev.headgate.runtime.configuration.Setting;
import dev.headgate.runtime.configuration.Settings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads which settings a JSON merge patch (RFC 7396) wants to have changed. A key stands as in a
 * file, in dots or in levels, or as in the environment; a list is joined by commas; a setting of
 * pairs takes an object as well, or one pair behind its key.
 */
public final class ChangeRequest {
  private static final int LONGEST = 16_384;

  private final Function<String, String> current;
  private final Map<String, @Nullable String> texts = new LinkedHashMap<>();
  private final List<Mistake> mistakes = new ArrayList<>();

  private ChangeRequest(Function<String, String> current) {
    this.current = current;
  }

  /**
   * The wanted texts by key; null takes a change back.
   *
   * @param current the text in force of a key
   * @param mistakes receives what is wrong
   */
  public static Map<String, @Nullable String> read(
      JsonNode body, Function<String, String> current, List<Mistake> mistakes) {
    ChangeRequest request = new ChangeRequest(current);
    if (!body.isObject() || body.isEmpty()) {
      mistakes.add(
          new Mistake(
              "body",
              "",
              "an object of settings",
              "write {\"rate-limit.default\": 50}; null takes a change back"));
      return Map.of();
    }
    request.object("", body);
    mistakes.addAll(request.mistakes);
    return request.texts;
  }

  private void object(String prefix, JsonNode object) {
    object.properties().forEach(entry -> member(prefix + entry.getKey(), entry.getValue()));
  }

  private void member(String name, JsonNode value) {
    Optional<Setting<?>> known = Settings.spelled(name);
    if (known.isPresent()) {
      set(known.get(), name, value);
      return;
    }
    Optional<Setting<?>> pairs = Settings.pairsAbove(name);
    if (pairs.isPresent() && !pairs.get().live()) {
      mistakes.add(Settings.fixed(pairs.get(), name));
    } else if (pairs.isPresent()) {
      pair(pairs.get(), name.substring(pairs.get().key().length() + 1), value);
    } else if (value.isObject() && !value.isEmpty()) {
      object(name + ".", value);
    } else {
      mistakes.add(Settings.unknown(name));
    }
  }

  private void set(Setting<?> setting, String name, JsonNode value) {
    if (!setting.live()) {
      mistakes.add(Settings.fixed(setting, name));
    } else if (value.isNull()) {
      put(setting, name, null);
    } else if (value.isObject() && Settings.ofPairs(setting)) {
      value.properties().forEach(entry -> pair(setting, entry.getKey(), entry.getValue()));
    } else if (value.isArray()) {
      StringJoiner list = new StringJoiner(",");
      value.forEach(element -> list.add(element.asText()));
      put(setting, name, list.toString());
    } else if (value.isValueNode()) {
      put(setting, name, value.asText().strip());
    } else {
      mistakes.add(new Mistake(name, "", setting.type().rule(), "write a text or a number"));
    }
  }

  private void put(Setting<?> setting, String name, @Nullable String text) {
    if (texts.containsKey(setting.key())) {
      mistakes.add(new Mistake(name, "", "each setting once", "leave one of the two out"));
    } else if (text != null && text.length() > LONGEST) {
      mistakes.add(
          new Mistake(name, "", "at most " + LONGEST + " characters", "put it into the file"));
    } else if (text != null && text.isEmpty() && !setting.fallback().orElse("").isEmpty()) {
      mistakes.add(new Mistake(name, "", setting.type().rule(), "send null to take a change back"));
    } else {
      texts.put(setting.key(), text);
    }
  }

  /** One pair more, or less: the others stay as they are in force. */
  private void pair(Setting<?> setting, String word, JsonNode value) {
    String key = setting.key();
    @Nullable String known = texts.get(key);
    Map<String, String> pairs = new LinkedHashMap<>();
    for (String pair : (known == null ? current.apply(key) : known).split(",", -1)) {
      int colon = pair.indexOf(':');
      if (colon > 0) {
        pairs.put(pair.substring(0, colon).strip(), pair.substring(colon + 1).strip());
      }
    }
    if (value.isNull()) {
      pairs.remove(word);
    } else {
      pairs.put(word, value.asText());
    }
    StringJoiner all = new StringJoiner(",");
    pairs.forEach((one, text) -> all.add(one + ":" + text));
    texts.put(key, all.toString());
  }
}
