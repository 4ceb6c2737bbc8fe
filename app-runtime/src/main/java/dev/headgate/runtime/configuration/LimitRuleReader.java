package dev.headgate.runtime.configuration;

import dev.headgate.core.identity.Redactor;
import dev.headgate.core.limit.LimitKey;
import dev.headgate.core.limit.LimitRule;
import dev.headgate.core.limit.PathGlob;
import dev.headgate.core.limit.Rate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads limit rules that somebody wrote, in a file or in a request: flat fields by name, where
 * {@code match.methods} is a list joined by commas.
 */
public final class LimitRuleReader {
  private static final Pattern ELEMENT = Pattern.compile("\\[(\\d{1,4})]\\.?(.*)");
  private static final Pattern SAID = Pattern.compile("(\\w+): (.*) \\(expected: (.*)\\)");
  private static final Set<String> FIELDS =
      Set.of(
          "name",
          "match.methods",
          "match.path",
          "match.except",
          "match.event-type",
          "key",
          "permits",
          "per",
          "burst",
          "mode",
          "on-store-failure",
          "leased");

  /** A decision spans 64 buckets; the built-in rules and those of run time need some. */
  private static final int MOST_RULES = 48;

  private final String prefix;
  private final Map<String, String> fields;
  private final LimitRuleDefaults defaults;
  private final String mend;
  private final List<Mistake> mistakes;

  private LimitRuleReader(
      String prefix,
      Map<String, String> fields,
      LimitRuleDefaults defaults,
      String mend,
      List<Mistake> mistakes) {
    this.prefix = prefix;
    this.fields = fields;
    this.defaults = defaults;
    this.mend = mend;
    this.mistakes = mistakes;
  }

  /**
   * One rule.
   *
   * @param prefix stands before each field's name in a mistake
   * @param fields the texts by name
   * @param defaults what holds where the rule does not say
   * @param mend what to do about a mistake
   * @param mistakes gets every mistake
   * @return empty where there was one
   */
  public static Optional<LimitRule> read(
      String prefix,
      Map<String, String> fields,
      LimitRuleDefaults defaults,
      String mend,
      List<Mistake> mistakes) {
    return new LimitRuleReader(prefix, fields, defaults, mend, mistakes).rule();
  }

  /**
   * A list of rules.
   *
   * @param list the list's name, which stands before each element's index
   * @param texts by what follows the list's name, such as {@code [0].match.path}
   */
  static List<LimitRule> readAll(
      String list,
      Map<String, String> texts,
      LimitRuleDefaults defaults,
      String mend,
      List<Mistake> mistakes) {
    Map<Integer, Map<String, String>> elements = new TreeMap<>();
    texts.forEach((place, text) -> {
      Matcher element = ELEMENT.matcher(place);
      if (element.matches()) {
        elements
            .computeIfAbsent(Integer.valueOf(element.group(1)), index -> new TreeMap<>())
            .put(element.group(2), text);
      }
    });
    List<LimitRule> rules = new ArrayList<>();
    if (elements.size() > MOST_RULES) {
      mistakes.add(
          new Mistake(list, elements.size() + " rules", "at most " + MOST_RULES, "merge some"));
    }
    elements.forEach((index, fields) -> {
      String prefix = "%s[%d].".formatted(list, index);
      read(prefix, joined(fields), defaults, mend, mistakes)
          .ifPresent(rule -> {
            if (rules.stream().anyMatch(other -> other.name().equals(rule.name()))) {
              mistakes.add(new Mistake(prefix + "name", rule.name(), "each name once", mend));
            } else {
              rules.add(rule);
            }
          });
    });
    return rules;
  }

  /** Lists that were written element by element, joined by commas. */
  private static Map<String, String> joined(Map<String, String> fields) {
    Map<String, String> joined = new TreeMap<>();
    fields.forEach((name, text) -> {
      int bracket = name.indexOf('[');
      if (bracket < 0) {
        joined.put(name, text);
      } else if (!fields.containsKey(name.substring(0, bracket))) {
        joined.merge(name.substring(0, bracket), text, (before, more) -> before + "," + more);
      }
    });
    return joined;
  }

  private Optional<LimitRule> rule() {
    int before = mistakes.size();
    for (String field : fields.keySet()) {
      if (!FIELDS.contains(field)) {
        mistakes.add(
            new Mistake(
                prefix + field,
                "",
                "one of " + FIELDS.stream().sorted().collect(Collectors.joining(", ")),
                Hints.nearest(field, List.copyOf(FIELDS), 3)
                    .map(name -> "did you mean " + name + "?")
                    .orElse("remove it")));
      }
    }
    String name = required("name", "a name", text -> text);
    PathGlob path = optional("match.path", "a path pattern that starts with /", PathGlob::new);
    PathGlob except = optional("match.except", "a path pattern that starts with /", PathGlob::new);
    Set<String> methods = optional("match.methods", "a list of methods", LimitRuleReader::methods);
    String eventType = optional("match.event-type", "a type of event", text -> text);
    LimitKey key = optional("key", "global, ip, user, third-party or header:NAME", LimitKey::parse);
    Long permits = required("permits", "a whole number, at least 1", LimitRuleReader::count);
    Duration per = required("per", "a duration such as 1s", SettingTypes.DURATION::parse);
    Long burst = optional("burst", "a whole number, at least 1", LimitRuleReader::count);
    LimitRule.Mode mode =
        optional("mode", "enforce or shadow", text -> choice(LimitRule.Mode.values(), text));
    LimitRule.OnStoreFailure failure =
        optional(
            "on-store-failure",
            "local, open or closed",
            text -> choice(LimitRule.OnStoreFailure.values(), text));
    Boolean leased = optional("leased", "true or false", SettingTypes.SWITCH::parse);
    if (mistakes.size() > before || name == null || permits == null || per == null) {
      return Optional.empty();
    }
    return sound(() ->
        new LimitRule(
            name,
            methods == null ? Set.of() : methods,
            path == null ? new PathGlob("/**") : path,
            except,
            eventType,
            key == null ? new LimitKey(LimitKey.Kind.GLOBAL, "") : key,
            new Rate(permits, per, burst == null ? permits : burst),
            mode == null ? LimitRule.Mode.ENFORCE : mode,
            failure == null ? defaults.onStoreFailure() : failure,
            leased == null ? defaults.leased() : leased));
  }

  private Optional<LimitRule> sound(Supplier<LimitRule> rule) {
    try {
      return Optional.of(rule.get());
    } catch (IllegalArgumentException broken) {
      mistakes.add(mistake(String.valueOf(broken.getMessage())));
      return Optional.empty();
    }
  }

  /** What the core says of a value that breaks a rule. */
  private Mistake mistake(String message) {
    Matcher said = SAID.matcher(message);
    return said.matches()
        ? new Mistake(prefix + said.group(1), shown(said.group(2)), said.group(3), mend)
        : new Mistake(prefix, "", message, mend);
  }

  private <T> @Nullable T required(String field, String rule, Function<String, T> reader) {
    if (!fields.containsKey(field)) {
      mistakes.add(new Mistake(prefix + field, "", rule, "add it"));
      return null;
    }
    return optional(field, rule, reader);
  }

  private <T> @Nullable T optional(String field, String rule, Function<String, T> reader) {
    String text = fields.get(field);
    if (text == null) {
      return null;
    }
    try {
      return reader.apply(text.strip());
    } catch (IllegalArgumentException broken) {
      mistakes.add(new Mistake(prefix + field, shown(text), rule, mend));
      return null;
    }
  }

  private static String shown(String text) {
    String redacted = Redactor.FORMS.redact(text);
    return redacted.length() <= 100 ? redacted : redacted.substring(0, 100) + "…";
  }

  private static Set<String> methods(String text) {
    Set<String> methods =
        Arrays.stream(text.split(",", -1))
            .map(method -> method.strip().toUpperCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet());
    if (!methods.stream().allMatch(method -> method.matches("[A-Z]{1,20}"))) {
      throw new IllegalArgumentException("not a method");
    }
    return methods;
  }

  private static Long count(String text) {
    long number = Long.parseLong(text);
    if (number < 1) {
      throw new IllegalArgumentException("too small");
    }
    return number;
  }

  private static <E extends Enum<E>> E choice(E[] choices, String text) {
    for (E one : choices) {
      if (one.name().equalsIgnoreCase(text)) {
        return one;
      }
    }
    throw new IllegalArgumentException("not among the choices");
  }
}
