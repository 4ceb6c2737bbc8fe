package dev.headgate.github.simulator;

import java.util.regex.Pattern;

/** Path patterns: {@code *} stands for one segment or a part of it, {@code **} for anything. */
final class Globs {
  private Globs() {}

  static Pattern pattern(String glob) {
    StringBuilder regex = new StringBuilder();
    for (int i = 0; i < glob.length(); i++) {
      if (glob.startsWith("**", i)) {
        regex.append(".*");
        i++;
      } else if (glob.charAt(i) == '*') {
        regex.append("[^/]*");
      } else {
        regex.append(Pattern.quote(glob.substring(i, i + 1)));
      }
    }
    return Pattern.compile(regex.toString());
  }
}
