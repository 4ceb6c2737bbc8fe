package dev.headgate.core.audit;

import java.time.Instant;

/**
 * One thing that somebody did. What no store could give back as it was is replaced by U+FFFD: NUL
 * and halves of characters; texts are cut after {@value #LONGEST} characters.
 *
 * @param at when
 * @param actor who: a principal's id; never a secret
 * @param action what, such as {@code access.denied} or {@code github.write}
 * @param subject on what, such as {@code POST /repos/o/r/issues}
 * @param outcome with which result, such as a status or a reason
 * @param requestId the request it came by
 */
public record AuditEvent(
    Instant at, String actor, String action, String subject, String outcome, String requestId) {
  /** The longest text, in UTF-16 units. */
  public static final int LONGEST = 2_048;

  private static final char REPLACED = '\uFFFD';

  public AuditEvent {
    actor = storable(actor);
    action = storable(action);
    subject = storable(subject);
    outcome = storable(outcome);
    requestId = storable(requestId);
  }

  private static String storable(String text) {
    String cut = text.length() > LONGEST ? text.substring(0, LONGEST) : text;
    StringBuilder clean = new StringBuilder(cut.length());
    cut.codePoints()
        .map(point -> point == 0 || (point >= 0xD800 && point <= 0xDFFF) ? REPLACED : point)
        .forEach(clean::appendCodePoint);
    return clean.toString();
  }
}
