package dev.headgate.storage.redis.slot;

import java.util.ArrayList;
import java.util.List;

/** Several names as one text: each after its length in characters and a colon. */
final class Names {

  private Names() {}

  static String join(List<String> names) {
    StringBuilder text = new StringBuilder();
    for (String name : names) {
      text.append(name.length()).append(':').append(name);
    }
    return text.toString();
  }

  static List<String> split(String text) {
    List<String> names = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      int colon = text.indexOf(':', at);
      int end = colon + 1 + Integer.parseInt(text.substring(at, colon));
      names.add(text.substring(colon + 1, end));
      at = end;
    }
    return List.copyOf(names);
  }
}
