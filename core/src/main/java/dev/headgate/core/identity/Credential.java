package dev.headgate.core.identity;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The credential of one request: what the Authorization field says, known here only by its
 * fingerprint and kind. {@code token X}, {@code Bearer X} and Basic with X as the password are one
 * credential to GitHub and so have one fingerprint here.
 *
 * @param fingerprint stands for the credential in keys, logs and metrics
 * @param kind what sort of credential it is
 */
public record Credential(Fingerprint fingerprint, TokenKind kind) {
  /** The absence of a credential. */
  public static final Credential ANONYMOUS =
      new Credential(Fingerprint.of("anonymous", ""), TokenKind.ANONYMOUS);

  /** The credential that an Authorization field's value carries. */
  public static Credential of(@Nullable String authorization) {
    if (authorization == null || authorization.isBlank()) {
      return ANONYMOUS;
    }
    String value = authorization.strip();
    int space = value.indexOf(' ');
    String scheme = space < 0 ? "" : value.substring(0, space).toLowerCase(Locale.ROOT);
    String rest = space < 0 ? value : value.substring(space + 1).strip();
    return switch (scheme) {
      case "token", "bearer" -> token(rest);
      case "basic" -> basic(rest);
      default -> new Credential(Fingerprint.of("other", value), TokenKind.PERSONAL);
    };
  }

  private static Credential token(String token) {
    return new Credential(Fingerprint.of("token", token), TokenKind.ofToken(token));
  }

  private static Credential basic(String encoded) {
    String pair = decode(encoded);
    int colon = pair.indexOf(':');
    String user = colon < 0 ? pair : pair.substring(0, colon);
    String password = colon < 0 ? "" : pair.substring(colon + 1);
    if (looksLikeToken(password)) {
      return token(password);
    }
    if (looksLikeToken(user)) {
      return token(user);
    }
    return new Credential(Fingerprint.of("basic", pair), TokenKind.OAUTH_APP);
  }

  private static boolean looksLikeToken(String text) {
    return text.startsWith("github_pat_")
        || (text.length() > 4 && text.startsWith("gh") && text.charAt(3) == '_');
  }

  private static String decode(String encoded) {
    try {
      return new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException malformed) {
      return encoded;
    }
  }
}
