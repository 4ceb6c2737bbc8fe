package dev.headgate.runtime.tls;

/** A certificate or a key that no listener can use. Says nothing of what is in the key. */
public final class UnfitIdentity extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean ofKey;
  private final String found;
  private final String rule;

  private UnfitIdentity(boolean ofKey, String found, String rule) {
    super("%s (expected: %s)".formatted(found, rule));
    this.ofKey = ofKey;
    this.found = found;
    this.rule = rule;
  }

  static UnfitIdentity certificate(String found) {
    return new UnfitIdentity(
        false, found, "a readable PEM file with the server's certificate, then its issuers'");
  }

  static UnfitIdentity key(String found) {
    return new UnfitIdentity(
        true, found, "a readable PEM file with the certificate's private key, not encrypted");
  }

  /** Whether it is the key that is at fault, not the certificate. */
  public boolean ofKey() {
    return ofKey;
  }

  /** The file, and what is wrong with it. */
  public String found() {
    return found;
  }

  /** What it should be, to be read after "expected:". */
  public String rule() {
    return rule;
  }
}
