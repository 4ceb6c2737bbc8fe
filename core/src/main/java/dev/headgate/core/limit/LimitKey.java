package dev.headgate.core.limit;

import static java.util.Objects.requireNonNull;

import java.util.Locale;

/**
 * Whose share of a rule a request takes.
 *
 * @param kind by what requests are told apart
 * @param header the header field's name, in lower case, where told apart by one; else empty
 */
public record LimitKey(Kind kind, String header) {
  private static final String HEADER = "header:";
  private static final int LONGEST_NAME = 100;

  /** By what requests are told apart. */
  public enum Kind {
    /** Not at all: everybody shares one bucket. */
    GLOBAL("global"),
    /** By the client's address. */
    IP("ip"),
    /** By who is authenticated, and by the address of who is not. */
    USER("user"),
    /** By the third party that is named as the source. */
    THIRD_PARTY("third-party"),
    /** By a header field. */
    HEADER("header");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    /** The word that users write and read. */
    public String label() {
      return label;
    }
  }

  public LimitKey {
    requireNonNull(kind, "kind");
    requireNonNull(header, "header");
    boolean named = header.matches("[a-z0-9-]{1," + LONGEST_NAME + "}");
    Check.that(
        (kind == Kind.HEADER) == named && (named || header.isEmpty()),
        "header",
        header,
        "the name of a field in lower case, exactly where requests are told apart by one");
  }

  /** The key that a user wrote: global, ip, user, third-party or header:NAME. */
  public static LimitKey parse(String text) {
    String lower = text.strip().toLowerCase(Locale.ROOT);
    if (lower.startsWith(HEADER)) {
      String name = lower.substring(HEADER.length()).strip();
      if (name.matches("[a-z0-9-]{1," + LONGEST_NAME + "}")) {
        return new LimitKey(Kind.HEADER, name);
      }
    }
    for (Kind kind : Kind.values()) {
      if (kind != Kind.HEADER && kind.label.equals(lower)) {
        return new LimitKey(kind, "");
      }
    }
    throw new IllegalArgumentException(
        "key: %s (expected: global, ip, user, third-party or header:NAME)".formatted(text));
  }

  @Override
  public String toString() {
    return kind == Kind.HEADER ? HEADER + header : kind.label;
  }
}
