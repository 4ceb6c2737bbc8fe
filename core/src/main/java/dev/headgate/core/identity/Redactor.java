package dev.headgate.core.identity;

import java.util.Collection;
import java.util.List;

/**
 * Replaces every secret in a text by {@link Secret#MASK}: the one mechanism behind logs, errors and
 * printed configuration.
 *
 * <p>It recognises secrets by form, wherever they stand and whatever surrounds them:
 *
 * <ul>
 *   <li>GitHub tokens ({@code ghp_ gho_ ghu_ ghs_ ghr_ github_pat_}), also the long form {@code
 *       ghs_<app id>_<JWT>} with its dots;
 *   <li>JSON web tokens and PEM private keys, also with their line breaks escaped or their end cut
 *       off;
 *   <li>credentials after {@code Bearer}, {@code Basic} and {@code token}, among them GitHub's
 *       forty hexadecimal digits of old;
 *   <li>the values of {@code Authorization}, {@code Cookie} and similar headers;
 *   <li>the values of parameters and JSON members such as {@code access_token}, {@code
 *       client_secret}, {@code sig}, {@code X-Amz-Signature};
 *   <li>the user part of a URL;
 * </ul>
 *
 * and by value: each {@link Secret} it was made with, plain, as JSON escapes it and as a URL
 * encodes it.
 *
 * <p>One pass in linear time with no regular expressions. A text without secrets is returned as the
 * same instance and nothing is allocated. In JSON only the insides of strings are replaced, so what
 * was valid JSON stays valid. Immutable and thread-safe.
 */
public final class Redactor {

  /** The redactor that knows forms only, for the time before any secret is configured. */
  public static final Redactor FORMS = new Redactor(ExactSecrets.NONE);

  private static final boolean[] TRIGGERS = triggers();

  private final ExactSecrets exact;

  private Redactor(ExactSecrets exact) {
    this.exact = exact;
  }

  /**
   * A redactor that also knows these values.
   *
   * <p>Values under {@value ExactSecrets#MINIMUM_LENGTH} characters are left out: they would hit
   * ordinary words everywhere, and what is hidden would be plain from the gaps.
   */
  public static Redactor knowing(Collection<Secret> secrets) {
    return new Redactor(ExactSecrets.of(List.copyOf(secrets)));
  }

  /** The text with every secret masked; the same instance if there is none. */
  public String redact(String text) {
    StringBuilder out = null;
    int copied = 0;
    int jwtFrom = 0;
    int length = text.length();
    for (int i = 0; i < length; ) {
      char c = text.charAt(i);
      int end = exact.matchAt(text, i);
      long span = end < 0 ? Span.NONE : Span.of(i, end);
      if (end < 0 && c == 'J' && i >= jwtFrom && SecretForms.startsJwt(text, i, copied)) {
        // A run that is no JWT here is none at its next "eyJ" either: asking again is quadratic.
        jwtFrom = SecretForms.tokenRunEnd(text, i);
        span = SecretForms.jwtAround(text, i, jwtFrom);
      } else if (end < 0 && c < TRIGGERS.length && TRIGGERS[c]) {
        span = SecretForms.matchAround(text, i, copied);
      }
      if (span == Span.NONE || Span.masked(text, span)) {
        i++;
        continue;
      }
      out = out == null ? new StringBuilder(length) : out;
      out.append(text, copied, Span.start(span)).append(Secret.MASK);
      copied = widened(text, span);
      i = copied;
    }
    return out == null ? text : out.append(text, copied, length).toString();
  }

  /** A form may end inside a configured value, at its quote for example: then all of it goes. */
  private int widened(String text, long span) {
    int end = Span.end(span);
    for (int i = Span.start(span); i < end; i++) {
      end = Math.max(end, exact.matchAt(text, i));
    }
    return end;
  }

  /** The characters at which a form is looked for, besides the J of a JWT. */
  private static boolean[] triggers() {
    boolean[] triggers = new boolean[128];
    for (char c : new char[] {'_', '-', ' ', ':', '='}) {
      triggers[c] = true;
    }
    return triggers;
  }
}
