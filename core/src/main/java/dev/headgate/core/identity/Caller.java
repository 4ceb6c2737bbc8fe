package dev.headgate.core.identity;

/**
 * Who sent a request, as far as Headgate knows.
 *
 * @param credential what he bears towards GitHub
 * @param principal whom GitHub counts for it
 * @param name a short name for logs and metrics: a login where known, else the kind of credential
 */
public record Caller(Credential credential, Principal principal, String name) {
  /** A caller without a credential. */
  public static final Caller ANONYMOUS =
      new Caller(Credential.ANONYMOUS, Principal.ANONYMOUS, "anonymous");

  /** A caller of whom only the credential is known. */
  public static Caller unnamed(Credential credential) {
    return credential.kind() == TokenKind.ANONYMOUS
        ? ANONYMOUS
        : new Caller(credential, Principal.unnamed(credential), credential.fingerprint().brief());
  }

  /** The same credential, with the login that GitHub gave for it. */
  public Caller named(String login) {
    return new Caller(credential, Principal.user(login), login);
  }

  /** Stands for the caller in cache keys: what this one may see is kept under it. */
  public Fingerprint identity() {
    return credential.fingerprint();
  }

  /**
   * Whether a 304 answer costs this caller nothing: GitHub says so only for authorised requests.
   */
  public boolean authorised() {
    return credential.kind() != TokenKind.ANONYMOUS;
  }
}
