package dev.headgate.core.job;

import static java.util.Objects.requireNonNull;

import dev.headgate.core.queue.TaskId;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A job that is to run.
 *
 * @param task the task that it is run for
 * @param round how many of the task's jobs ended and are followed by this one; 0 or more
 * @param key what is built, such as a parser's id: 1 to {@value #LONGEST_KEY} visible characters
 *     and spaces
 * @param namespace where it runs: a label of RFC 1123
 * @param template which template it is made from: 1 to 63 lower-case letters, digits and hyphens
 * @param parameters what its template's placeholders stand for, by name: at most {@value
 *     #MOST_PARAMETERS}, each name 1 to 63 letters, digits, hyphens, underscores and dots that
 *     begin with a letter, each value at most {@value #LONGEST_VALUE} characters without NUL; in
 *     the order of their names
 * @param deadline when it is ended if it still runs
 */
public record JobOrder(
    TaskId task,
    int round,
    String key,
    String namespace,
    String template,
    Map<String, String> parameters,
    Instant deadline) {
  /** The longest key. */
  public static final int LONGEST_KEY = 200;

  /** The most parameters. */
  public static final int MOST_PARAMETERS = 64;

  /** The longest value of a parameter. */
  public static final int LONGEST_VALUE = 4096;

  private static final Pattern KEY = Pattern.compile("[^\\p{Cntrl}]{1," + LONGEST_KEY + "}");
  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_.-]{0,62}");

  public JobOrder {
    requireNonNull(task, "task");
    requireNonNull(deadline, "deadline");
    matching("key", key, KEY, "1 to " + LONGEST_KEY + " characters, none of them a control");
    matching(
        "namespace",
        namespace,
        JobName.LABEL,
        "lower-case letters, digits and inner hyphens, 1 to 63");
    matching(
        "template",
        template,
        JobName.LABEL,
        "lower-case letters, digits and inner hyphens, 1 to 63");
    if (round < 0) {
      throw new IllegalArgumentException("round: %d (expected: 0 or more)".formatted(round));
    }
    if (parameters.size() > MOST_PARAMETERS) {
      throw new IllegalArgumentException(
          "parameters: %d (expected: at most %d)".formatted(parameters.size(), MOST_PARAMETERS));
    }
    parameters.forEach(JobOrder::parameter);
    parameters = Collections.unmodifiableMap(new TreeMap<>(parameters));
  }

  /** The name of the job. */
  public JobName name() {
    return JobName.of(task, round);
  }

  private static void parameter(String name, String value) {
    matching(
        "parameters",
        name,
        NAME,
        "names of letters, digits, hyphens, underscores and dots that begin with a letter, 1 to"
            + " 63");
    if (value.length() > LONGEST_VALUE || value.indexOf('\0') >= 0) {
      throw new IllegalArgumentException(
          "parameters.%s: %d characters (expected: at most %d, none of them NUL)"
              .formatted(name, value.length(), LONGEST_VALUE));
    }
  }

  private static void matching(String field, String text, Pattern pattern, String rule) {
    if (!pattern.matcher(text).matches()) {
      String shown = text.length() > LONGEST_KEY ? text.length() + " characters" : text;
      throw new IllegalArgumentException("%s: %s (expected: %s)".formatted(field, shown, rule));
    }
  }
}
