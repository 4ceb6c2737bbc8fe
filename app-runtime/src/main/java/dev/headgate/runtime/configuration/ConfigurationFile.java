package dev.headgate.runtime.configuration;

import dev.headgate.core.identity.Redactor;
import io.smallrye.config.source.yaml.YamlConfigSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * What a configuration file says, as flat keys.
 *
 * @param name the file as it was named
 * @param properties values by key; lists are joined by commas; empty values are left out
 * @param byPath texts by path pattern, by the key of the setting above them
 * @param limitRules texts below {@code rate-limit.rules} by what follows it
 * @param installations texts below {@code github.installations} by what follows it
 * @param jobTemplates texts below {@code jobs.templates} by what follows it
 * @param mistakes what is wrong with the file itself and with its keys
 */
record ConfigurationFile(
    String name,
    Map<String, String> properties,
    Map<String, Map<String, String>> byPath,
    Map<String, String> limitRules,
    Map<String, String> installations,
    Map<String, String> jobTemplates,
    List<Mistake> mistakes) {

  static final ConfigurationFile NONE =
      new ConfigurationFile("", Map.of(), Map.of(), Map.of(), Map.of(), Map.of(), List.of());

  private static final long LARGEST = 1 << 20;
  private static final String RULES = RateLimitSettings.RULES.key();
  private static final String INSTALLATIONS = CredentialSettings.INSTALLATIONS.key();
  private static final String TEMPLATES = JobSettings.TEMPLATES.key();

  /** The settings that are maps by path pattern. */
  static final List<Setting<?>> BY_PATH =
      List.of(CacheSettings.FRESHNESS_BY_PATH, TimeoutSettings.REQUEST_BY_PATH);

  /** The settings of pairs, which may be written as maps. */
  static final List<Setting<?>> PAIRS =
      List.of(
          WorkSettings.CONCURRENCY,
          JobSettings.MAX_PER_NAMESPACE,
          JobSettings.EVENTS,
          LoggingSettings.LEVELS);

  /** Keys that once were settings, with what to do instead: none have been retired so far. */
  static final Map<String, String> RETIRED = Map.of();

  static ConfigurationFile read(@Nullable Path file) {
    if (file == null) {
      return NONE;
    }
    String name = file.toString();
    try {
      if (Files.size(file) > LARGEST) {
        return unusable(name, "at most 1 MiB", "check that this is the configuration file");
      }
      return of(name, Files.readString(file), RETIRED);
    } catch (IOException e) {
      return unusable(
          name, "a readable file", "check the path and its permissions (" + cause(e) + ")");
    } catch (MarkedYAMLException e) {
      // Only the problem and its place: the parser's full message quotes the line, secrets and all.
      String place = e.getProblemMark() == null ? "" : line(e);
      return unusable(name, "YAML", "correct it" + place + ": " + redacted(e.getProblem()));
    } catch (YAMLException e) {
      return unusable(name, "YAML", "check that it is a text file in YAML");
    }
  }

  static ConfigurationFile of(String name, String yaml, Map<String, String> retired) {
    Map<String, String> all = new YamlConfigSource(name, yaml).getProperties();
    if (all.isEmpty() && yaml.lines().anyMatch(ConfigurationFile::saysSomething)) {
      return unusable(name, "keys with values", "write each setting as key: value");
    }
    Map<String, String> properties = new TreeMap<>();
    Map<String, Map<String, String>> byPath = new TreeMap<>();
    Map<String, String> limitRules = new TreeMap<>();
    Map<String, String> installations = new TreeMap<>();
    Map<String, String> jobTemplates = new TreeMap<>();
    Map<String, Mistake> mistakes = new TreeMap<>();
    all.forEach((key, value) -> {
      for (Setting<?> setting : BY_PATH) {
        if (key.startsWith(setting.key() + ".")) {
          byPath
              .computeIfAbsent(setting.key(), _ -> new TreeMap<>())
              .put(unquoted(key.substring(setting.key().length() + 1)), value);
          return;
        }
      }
      if (mapped(key, value, properties)) {
        return;
      }
      if (listed(all, key, RULES, "- {name: …}", limitRules, mistakes)
          || listed(all, key, INSTALLATIONS, "- {id: …, owners: […]}", installations, mistakes)
          || listed(all, key, TEMPLATES, "- {name: …, image: …}", jobTemplates, mistakes)) {
        return;
      }
      String base = key.replaceAll("\\[\\d+]", "");
      if (Settings.named(base).isEmpty() || base.equals(Settings.CONFIG.key())) {
        mistakes.put(base, unknown(base, retired));
      } else if (base.equals(key) && !value.isBlank()) {
        properties.put(key, value);
      }
    });
    return new ConfigurationFile(
        name,
        properties,
        byPath,
        limitRules,
        installations,
        jobTemplates,
        new ArrayList<>(mistakes.values()));
  }

  /** Takes what stands below a setting of pairs; whether the key does. */
  private static boolean mapped(String key, String value, Map<String, String> properties) {
    for (Setting<?> setting : PAIRS) {
      String map = setting.key();
      if (key.startsWith(map + ".")) {
        String pair = unquoted(key.substring(map.length() + 1)) + ":" + value.strip();
        properties.merge(map, pair, (all, one) -> all + "," + one);
        return true;
      }
    }
    return false;
  }

  /** Takes what belongs to that list; whether the key does. */
  private static boolean listed(
      Map<String, String> all,
      String key,
      String list,
      String form,
      Map<String, String> texts,
      Map<String, Mistake> mistakes) {
    if (!key.startsWith(list)) {
      return false;
    }
    String place = key.substring(list.length());
    String value = all.getOrDefault(key, "");
    if (place.startsWith("[")) {
      texts.put(place, value);
      return true;
    }
    // The joined form of a list is passed over: its elements follow by themselves.
    boolean joined = all.keySet().stream().anyMatch(other -> other.startsWith(list + "["));
    if (place.startsWith(".") || (place.isEmpty() && !value.isBlank() && !joined)) {
      mistakes.put(list, new Mistake(list, "", "a list", "write " + form));
    }
    return place.isEmpty() || place.startsWith(".");
  }

  /** What stands below that setting, by path pattern. */
  Map<String, String> at(Setting<?> setting) {
    return byPath.getOrDefault(setting.key(), Map.of());
  }

  /** This one with the live settings of another: what a running process makes of a new content. */
  ConfigurationFile withLive(ConfigurationFile fresh) {
    Map<String, String> mixed = new TreeMap<>(properties);
    mixed.keySet().removeIf(ConfigurationFile::live);
    fresh.properties.forEach((key, text) -> {
      if (live(key)) {
        mixed.put(key, text);
      }
    });
    return new ConfigurationFile(
        name, mixed, fresh.byPath, fresh.limitRules, installations, jobTemplates, List.of());
  }

  /** The keys that are not live and say something else there. */
  Set<String> fixedOnesChangedIn(ConfigurationFile fresh) {
    Set<String> keys = new TreeSet<>(properties.keySet());
    keys.addAll(fresh.properties.keySet());
    keys.removeIf(
        key -> live(key) || Objects.equals(properties.get(key), fresh.properties.get(key)));
    if (!installations.equals(fresh.installations)) {
      keys.add(INSTALLATIONS);
    }
    if (!jobTemplates.equals(fresh.jobTemplates)) {
      keys.add(TEMPLATES);
    }
    return Collections.unmodifiableSet(keys);
  }

  private static boolean live(String key) {
    return Settings.named(key).map(Setting::live).orElse(false);
  }

  private static boolean saysSomething(String line) {
    String text = line.strip();
    return !text.isEmpty() && !text.startsWith("#") && !text.equals("---") && !text.endsWith(":");
  }

  private static String unquoted(String key) {
    return key.length() > 1 && key.startsWith("\"") && key.endsWith("\"")
        ? key.substring(1, key.length() - 1)
        : key;
  }

  /** The value is never shown: under a misspelled name it may be a secret. */
  private static Mistake unknown(String key, Map<String, String> retired) {
    if (key.equals(Settings.CONFIG.key())) {
      return new Mistake(key, "", "no reference to another file", "use HEADGATE_CONFIG");
    }
    String instead = retired.get(key);
    if (instead != null) {
      return new Mistake(key, "", "no retired setting", instead);
    }
    String mend =
        Hints.nearest(key, Settings.names(Setting::key), Math.max(2, key.length() / 3))
            .map(name -> "did you mean " + name + "?")
            .orElse("remove it");
    return new Mistake(Redactor.FORMS.redact(key), "", "a known setting", mend);
  }

  private static ConfigurationFile unusable(String name, String rule, String mend) {
    return new ConfigurationFile(
        name,
        Map.of(),
        Map.of(),
        Map.of(),
        Map.of(),
        Map.of(),
        List.of(new Mistake("--config", name, rule, mend)));
  }

  private static String line(MarkedYAMLException e) {
    return " at line %d, column %d"
        .formatted(e.getProblemMark().getLine() + 1, e.getProblemMark().getColumn() + 1);
  }

  private static String redacted(@Nullable String problem) {
    return problem == null ? "malformed" : Redactor.FORMS.redact(problem);
  }

  private static String cause(IOException e) {
    return e.getClass().getSimpleName();
  }
}
