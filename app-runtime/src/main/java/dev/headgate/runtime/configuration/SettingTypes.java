package dev.headgate.runtime.configuration;

import dev.headgate.core.identity.Secret;
import dev.headgate.core.limit.Cidr;
import dev.headgate.core.priority.FairOrder;
import dev.headgate.core.priority.PriorityRule;
import java.net.URI;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The types that settings are made of. */
final class SettingTypes {

  private static final Duration LONGEST = Duration.ofDays(3650);

  static final SettingType<Boolean> SWITCH = SettingType.open("true or false", SettingTypes::flag);
  static final SettingType<Integer> PORT = count(0, 65_535, "a port, 0 to 65535 (0: any free one)");
  static final SettingType<Duration> DURATION = duration(Duration.ofMillis(1), ChronoUnit.SECONDS);
  static final SettingType<Duration> DURATION_OR_ZERO = duration(Duration.ZERO, ChronoUnit.SECONDS);
  static final SettingType<Duration> MILLISECONDS =
      duration(Duration.ofMillis(1), ChronoUnit.MILLIS);
  static final SettingType<Long> SIZE =
      SettingType.open(
          "a size such as 8MiB, 10MB or a number of bytes, at least 1",
          text -> atLeast(1, ByteSizes.parse(text)));

  static final SettingType<Long> LARGE_SIZE =
      SettingType.open(
          "a size such as 256MiB, 1GB or a number of bytes, at least 1MiB",
          text -> atLeast(1L << 20, ByteSizes.parse(text)));

  /** What one array can hold. */
  static final SettingType<Long> SIZE_IN_MEMORY =
      SettingType.open(
          "a size such as 8MiB, 10MB or a number of bytes, at least 1, at most 1GiB",
          text -> atMost(1L << 30, atLeast(1, ByteSizes.parse(text))));

  /** Whole KiB are what is counted in, and no bucket refills faster than one each microsecond. */
  static final SettingType<Long> BYTES_PER_SECOND =
      SettingType.open(
          "a size such as 10MiB, 64KiB to 900MiB, or 0 for no bound",
          text -> {
            long bytes = ByteSizes.parse(text);
            return bytes == 0 ? 0L : atMost(900L << 20, atLeast(64L << 10, bytes));
          });

  static final SettingType<String> HOST =
      SettingType.open("a host name or an IP address", SettingTypes::host);
  static final SettingType<URI> BASE_URL =
      SettingType.open(
          "an http or https URL without user, query or fragment", SettingTypes::baseUrl);
  static final SettingType<List<String>> LOGINS =
      SettingType.open(
          "GitHub logins separated by ':' or ','",
          text -> words(text, "[:,]", "[A-Za-z0-9][A-Za-z0-9_-]*(\\[bot])?"));
  static final SettingType<List<String>> ORIGINS =
      SettingType.open(
          "'*' or origins such as https://example.com, separated by ','", SettingTypes::origins);
  static final SettingType<List<Cidr>> CIDRS =
      SettingType.open(
          "addresses or blocks such as 10.0.0.0/8, separated by ','",
          text -> Arrays.stream(text.split(",", -1)).map(String::strip).map(Cidr::parse).toList());
  static final SettingType<Secret> SECRET =
      SettingType.secret("one or more visible ASCII characters", SettingTypes::visible);
  static final SettingType<Map<String, Secret>> API_KEYS =
      SettingType.secret(
          "name:key pairs separated by ',', each name and each key once", SettingTypes::apiKeys);

  static final SettingType<Map<String, Integer>> CONCURRENCY =
      SettingType.open(
          "kind:number pairs separated by ',', each kind once, 0 to 1000 of each",
          text -> numbers(text, "[a-z0-9.-]+:[0-9]{1,4}", 0, 1_000));
  static final SettingType<Map<String, Integer>> WEIGHTS =
      SettingType.open(
          "name:turns pairs separated by ',', each name once, 1 to "
              + FairOrder.HEAVIEST
              + " turns",
          text -> numbers(text, "[^:,\\s]+:[0-9]{1,4}", 1, FairOrder.HEAVIEST));
  static final SettingType<Map<String, Integer>> CAPS =
      SettingType.open(
          "namespace:number pairs separated by ',', each namespace once, 0 to 100000 of each",
          text -> numbers(text, "[a-z0-9-]{1,63}:[0-9]{1,6}", 0, 100_000));
  static final SettingType<Map<String, String>> TEMPLATES_BY_EVENT =
      SettingType.open(
          "type:template pairs separated by ',', each type once",
          text -> pairs(text, "[^:,\\s]{1,200}:[a-z0-9-]{1,63}"));
  static final SettingType<List<PriorityRule>> PRIORITIES =
      SettingType.open(
          "rules such as '/search/**=normal' or 'POST /repos/*/*/dispatches=high', separated by"
              + " ','",
          text ->
              Arrays.stream(text.split(",", -1))
                  .map(String::strip)
                  .filter(rule -> !rule.isEmpty())
                  .map(PriorityRule::parse)
                  .toList());

  private SettingTypes() {}

  static SettingType<Integer> count(int min, int max, String rule) {
    return SettingType.open(
        rule,
        text -> {
          int number = Integer.parseInt(text);
          if (number > max) {
            throw new IllegalArgumentException("too large");
          }
          return (int) atLeast(min, number);
        });
  }

  static SettingType<Integer> count(int min) {
    return count(min, Integer.MAX_VALUE, "a whole number, at least " + min);
  }

  /** The constants of an enum, in lower case with hyphens. */
  static <E extends Enum<E>> SettingType<E> choice(Class<E> type) {
    Map<String, E> choices = new LinkedHashMap<>();
    for (E constant : type.getEnumConstants()) {
      choices.put(constant.name().toLowerCase(Locale.ROOT).replace('_', '-'), constant);
    }
    return choice(String.join(" | ", choices.keySet()), choices);
  }

  static <V> SettingType<V> choice(String rule, Map<String, V> choices) {
    return SettingType.open(
        rule,
        text -> {
          V chosen = choices.get(text.toLowerCase(Locale.ROOT));
          if (chosen == null) {
            throw new IllegalArgumentException("not among the choices");
          }
          return chosen;
        });
  }

  private static SettingType<Duration> duration(Duration min, ChronoUnit bare) {
    String unit = bare == ChronoUnit.MILLIS ? "milliseconds" : "seconds";
    return SettingType.open(
        "a duration of at least %s such as 100ms, 30s, 5m, 7d, PT30S or a number of %s"
            .formatted(min.isZero() ? "0" : "1ms", unit),
        text -> {
          Duration duration = Durations.parse(text, bare);
          if (duration.compareTo(min) < 0 || duration.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("out of range");
          }
          return duration;
        });
  }

  private static long atLeast(long min, long number) {
    if (number < min) {
      throw new IllegalArgumentException("too small");
    }
    return number;
  }

  private static long atMost(long max, long number) {
    if (number > max) {
      throw new IllegalArgumentException("too large");
    }
    return number;
  }

  private static boolean flag(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("neither");
    };
  }

  private static String host(String text) {
    return matching(text, "[A-Za-z0-9._-]+|\\[?[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*]?");
  }

  private static URI baseUrl(String text) {
    URI url = URI.create(text.replaceAll("/+$", ""));
    boolean web =
        "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme());
    boolean plain =
        url.getRawUserInfo() == null && url.getQuery() == null && url.getFragment() == null;
    if (!web || !plain || url.getHost() == null) {
      throw new IllegalArgumentException("not a base URL");
    }
    return url;
  }

  private static List<String> origins(String text) {
    return words(text, ",", "\\*|https?://[A-Za-z0-9.:\\[\\]-]+");
  }

  private static List<String> words(String text, String separator, String pattern) {
    return Arrays.stream(text.split(separator, -1))
        .map(String::strip)
        .filter(word -> !word.isEmpty())
        .map(word -> matching(word, pattern))
        .distinct()
        .toList();
  }

  private static Secret visible(String text) {
    // A line break or a space inside a credential is always an accident of copying.
    return Secret.of(matching(text, "[\\x21-\\x7e]+"));
  }

  private static Map<String, Secret> apiKeys(String text) {
    Map<String, Secret> keys = new LinkedHashMap<>();
    for (String entry : words(text, ",", "[A-Za-z0-9._-]+:[\\x21-\\x7e]+")) {
      int colon = entry.indexOf(':');
      Secret key = Secret.of(entry.substring(colon + 1));
      if (keys.containsValue(key) || keys.put(entry.substring(0, colon), key) != null) {
        throw new IllegalArgumentException("named twice");
      }
    }
    if (keys.isEmpty()) {
      throw new IllegalArgumentException("no key");
    }
    return Collections.unmodifiableMap(keys);
  }

  private static Map<String, Integer> numbers(String text, String pattern, int least, int most) {
    Map<String, Integer> numbers = new LinkedHashMap<>();
    for (String entry : words(text, ",", pattern)) {
      int colon = entry.indexOf(':');
      int number = Integer.parseInt(entry.substring(colon + 1));
      boolean fits = number >= least && number <= most;
      if (!fits || numbers.put(entry.substring(0, colon), number) != null) {
        throw new IllegalArgumentException("named twice, or out of range");
      }
    }
    return Collections.unmodifiableMap(numbers);
  }

  static Map<String, String> pairs(String text, String pattern) {
    Map<String, String> pairs = new LinkedHashMap<>();
    for (String entry : words(text, ",", pattern)) {
      int colon = entry.indexOf(':');
      if (pairs.put(entry.substring(0, colon), entry.substring(colon + 1)) != null) {
        throw new IllegalArgumentException("named twice");
      }
    }
    return Collections.unmodifiableMap(pairs);
  }

  static String matching(String text, String pattern) {
    if (!text.matches(pattern)) {
      throw new IllegalArgumentException("malformed");
    }
    return text;
  }
}
