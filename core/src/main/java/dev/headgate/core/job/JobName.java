package dev.headgate.core.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.headgate.core.identity.Sha256;
import dev.headgate.core.queue.TaskId;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * A job's name in its namespace. It follows from the task alone, so whoever launches a task's job
 * again meets the job that is there already.
 *
 * @param value a label of RFC 1123: 1 to 63 lower-case letters, digits and hyphens, the first and
 *     the last of them no hyphen
 */
public record JobName(String value) {
  private static final String PREFIX = "headgate-";
  private static final int LONGEST = 63;

  /** A label of RFC 1123. */
  public static final Pattern LABEL = Pattern.compile("[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?");

  /** The part of a digest that is kept: two tasks share it once in 2^80 or so. */
  private static final int DIGITS = 40;

  public JobName {
    requireNonNull(value, "value");
    if (!LABEL.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "value: %s (expected: 1 to 63 lower-case letters, digits and inner hyphens)"
              .formatted(value.length() > LONGEST ? value.length() + " characters" : value));
    }
  }

  /** The name of a task's first job. */
  public static JobName of(TaskId task) {
    return of(task, 0);
  }

  /**
   * The name of a task's job.
   *
   * @param round how many of the task's jobs ended and were followed by another; 0 or more
   */
  public static JobName of(TaskId task, int round) {
    if (round < 0) {
      throw new IllegalArgumentException("round: %d (expected: 0 or more)".formatted(round));
    }
    String text = task.value() + (round == 0 ? "" : ".r" + round);
    String plain = PREFIX + text;
    boolean fits = LABEL.matcher(plain).matches() && !plain.startsWith(PREFIX + "x-");
    return new JobName(fits ? plain : PREFIX + "x-" + digest(text));
  }

  private static String digest(String text) {
    byte[] hash = Sha256.digest().digest(text.getBytes(UTF_8));
    return HexFormat.of().formatHex(hash).substring(0, DIGITS);
  }

  @Override
  public String toString() {
    return value;
  }
}
