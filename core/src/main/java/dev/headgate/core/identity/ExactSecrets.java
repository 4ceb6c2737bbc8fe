package dev.headgate.core.identity;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The configured secrets in every spelling in which they may turn up, found by first character. */
final class ExactSecrets {

  static final int MINIMUM_LENGTH = 6;

  static final ExactSecrets NONE = new ExactSecrets(List.of());

  private static final int SLOTS = 64;

  private final String[][] slots = new String[SLOTS][];
  private final boolean none;

  private ExactSecrets(List<String> spellings) {
    none = spellings.isEmpty();
    for (int slot = 0; slot < SLOTS; slot++) {
      int wanted = slot;
      List<String> mine = spellings.stream().filter(s -> slot(s.charAt(0)) == wanted).toList();
      slots[slot] = mine.toArray(new String[0]);
    }
  }

  static ExactSecrets of(List<Secret> secrets) {
    // The longest first: a secret that begins with another must not leave its tail behind.
    return new ExactSecrets(
        secrets.stream()
            .map(Secret::reveal)
            .filter(value -> value.length() >= MINIMUM_LENGTH)
            .flatMap(ExactSecrets::spellings)
            .distinct()
            .sorted(Comparator.comparingInt(String::length).reversed())
            .toList());
  }

  /** The end of the secret that starts here, or −1. */
  int matchAt(String text, int index) {
    if (none) {
      return -1;
    }
    for (String spelling : slots[slot(text.charAt(index))]) {
      if (text.startsWith(spelling, index)) {
        return index + spelling.length();
      }
    }
    return -1;
  }

  private static int slot(char first) {
    return first % SLOTS;
  }

  private static Stream<String> spellings(String value) {
    List<String> spellings = new ArrayList<>(List.of(value, jsonEscaped(value, false)));
    spellings.add(jsonEscaped(value, true));
    String form = URLEncoder.encode(value, UTF_8);
    spellings.add(form);
    spellings.add(form.replace("+", "%20"));
    return spellings.stream();
  }

  private static String jsonEscaped(String value, boolean slashes) {
    String escaped =
        value
            .replace("\\", "\\\\")
            .replace("\"", "\\\"")
            .replace("\n", "\\n")
            .replace("\r", "\\r")
            .replace("\t", "\\t");
    return slashes ? escaped.replace("/", "\\/") : escaped;
  }
}
