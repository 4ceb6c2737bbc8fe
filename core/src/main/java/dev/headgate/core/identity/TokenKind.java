package dev.headgate.core.identity;

/** What kind of credential a request bears, read off GitHub's token prefixes. */
public enum TokenKind {
  /** No credential: counted by GitHub per source address. */
  ANONYMOUS,
  /** A classic or fine-grained personal access token, or one of an unknown form. */
  PERSONAL,
  /** An OAuth app's token for a user. */
  OAUTH,
  /** A GitHub App's token for a user. */
  APP_USER,
  /** A GitHub App's installation token (or Actions' GITHUB_TOKEN), for which /user answers 403. */
  INSTALLATION,
  /** A GitHub App's own signed token. */
  APP,
  /** Basic authentication with an OAuth app's client id and secret. */
  OAUTH_APP;

  /** Whether a user stands behind it, whom {@code GET /user} names. */
  public boolean user() {
    return this == PERSONAL || this == OAUTH || this == APP_USER;
  }

  static TokenKind ofToken(String token) {
    if (token.startsWith("ghs_") || token.startsWith("v1.")) {
      return INSTALLATION;
    }
    if (token.startsWith("ghu_")) {
      return APP_USER;
    }
    if (token.startsWith("gho_")) {
      return OAUTH;
    }
    return token.startsWith("eyJ") ? APP : PERSONAL;
  }
}
