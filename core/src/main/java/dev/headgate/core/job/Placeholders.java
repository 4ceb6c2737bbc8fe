package dev.headgate.core.job;

import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The placeholders of a template: a parameter's name in braces after a dollar stands for its value,
 * a doubled dollar before the brace for a plain one. A value is put in as it is: it is never looked
 * through for placeholders of its own.
 */
public final class Placeholders {
  private static final Pattern FORM = Pattern.compile("\\$\\$\\{|\\$\\{([^{}]{0,100})}");

  private Placeholders() {}

  /**
   * A text with values in the place of its placeholders.
   *
   * @throws IllegalArgumentException for a placeholder without a value
   */
  public static String fill(String text, Map<String, String> values) {
    return fill(text, values, UnaryOperator.identity());
  }

  /**
   * The same, with each value put into the form in which it means itself where the text goes.
   *
   * @throws IllegalArgumentException for a placeholder without a value
   */
  public static String fill(
      String text, Map<String, String> values, UnaryOperator<String> literally) {
    Matcher matcher = FORM.matcher(text);
    StringBuilder filled = new StringBuilder();
    int from = 0;
    while (matcher.find()) {
      String name = matcher.group(1);
      filled
          .append(text, from, matcher.start())
          .append(name == null ? "${" : literally.apply(value(name, values)));
      from = matcher.end();
    }
    return filled.append(text, from, text.length()).toString();
  }

  private static String value(String name, Map<String, String> values) {
    String value = values.get(name);
    if (value == null) {
      List<String> known = List.copyOf(new TreeSet<>(values.keySet()));
      throw new IllegalArgumentException(
          "${%s}: no such parameter (expected: one of %s)"
              .formatted(name, String.join(", ", known)));
    }
    return value;
  }
}
