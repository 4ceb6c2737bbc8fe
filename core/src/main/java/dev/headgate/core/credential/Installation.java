package dev.headgate.core.credential;

import dev.headgate.core.identity.Caller;
import dev.headgate.core.identity.Credential;
import dev.headgate.core.identity.Fingerprint;
import dev.headgate.core.identity.Principal;
import dev.headgate.core.identity.TokenKind;

/**
 * One installation of one GitHub App: what GitHub counts, whatever tokens it mints for it. Two
 * apps, or two hosts, may use one number, so all three name it.
 *
 * @param host the API's host, in lower case, with its port where that is not the scheme's own
 * @param app the App's id or client id
 * @param id GitHub's number of the installation
 */
public record Installation(String host, String app, long id) {
  /** The longest name of a host or an app. */
  public static final int LONGEST_NAME = 255;

  /** Validates that the names are short and free of separators. */
  public Installation {
    name("host", host);
    name("app", app);
    if (id < 1) {
      throw new IllegalArgumentException("id: %d (expected: 1 or more)".formatted(id));
    }
  }

  /** The same for one App at one host: what only differs in its number. */
  public Installation withId(long other) {
    return new Installation(host, app, other);
  }

  /** A text that is this installation's alone. */
  public String text() {
    return host + "/" + app + "/" + id;
  }

  /** Whom GitHub counts: the same whichever token is in use. */
  public Principal principal() {
    return new Principal("installation:" + id);
  }

  /**
   * Who asks when its token is lent. His identity is the installation's: what was learnt with one
   * token is known with the next.
   */
  public Caller caller() {
    return new Caller(
        new Credential(Fingerprint.of("installation", text()), TokenKind.INSTALLATION),
        principal(),
        principal().id());
  }

  private static void name(String name, String value) {
    boolean printable = value.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '/');
    if (value.isEmpty() || value.length() > LONGEST_NAME || !printable) {
      throw new IllegalArgumentException(
          "%s: '%s' (expected: 1 to %d visible ASCII characters without /)"
              .formatted(name, value, LONGEST_NAME));
    }
  }
}
