package dev.headgate.core.identity;

/**
 * Whom GitHub counts: a user over all his tokens, an installation, an app, or this host when nobody
 * is named (GitHub Docs, "Rate limits for the REST API"). Until GitHub has named the user behind a
 * token, the token's fingerprint stands for him.
 *
 * @param id {@code user:octocat}, {@code token:0123456789ab}, {@code installation:…}, {@code
 *     anonymous}
 */
public record Principal(String id) {
  /** Nobody: GitHub counts the source address. */
  public static final Principal ANONYMOUS = new Principal("anonymous");

  /** Validates that the id is short and printable, since it becomes a label. */
  public Principal {
    if (id.isEmpty() || id.length() > 128) {
      throw new IllegalArgumentException(
          "id: %d characters (expected: 1 to 128)".formatted(id.length()));
    }
  }

  /** The user of that login. */
  public static Principal user(String login) {
    return new Principal("user:" + login);
  }

  /** Whoever stands behind a credential that nobody has named yet. */
  public static Principal unnamed(Credential credential) {
    return switch (credential.kind()) {
      case ANONYMOUS -> ANONYMOUS;
      case INSTALLATION -> new Principal("installation:" + credential.fingerprint().brief());
      case APP, OAUTH_APP -> new Principal("app:" + credential.fingerprint().brief());
      case PERSONAL, OAUTH, APP_USER -> new Principal("token:" + credential.fingerprint().brief());
    };
  }
}
