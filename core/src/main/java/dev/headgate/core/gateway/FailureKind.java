package dev.headgate.core.gateway;

/** How a call to GitHub failed. */
public enum FailureKind {
  /** No connection: refused, unreachable, or its TLS handshake failed. */
  UNREACHABLE("unreachable", true),
  /** Nothing came in time. */
  TIMEOUT("timeout", true),
  /** The connection broke, or spoke no HTTP. */
  BROKEN("broken", true),
  /** The body ended too soon. */
  TRUNCATED("truncated", true),
  /** GitHub answered with a server error. */
  SERVER_ERROR("server_error", true),
  /** A fault of this host, such as its name resolution: no evidence against GitHub. */
  LOCAL("local", false),
  /** The circuit breaker is open: GitHub was not called. */
  BREAKER_OPEN("breaker_open", false),
  /** Too many requests wait for GitHub already: it was not called. */
  OVERLOADED("overloaded", false),
  /** The client has gone. */
  CANCELLED("cancelled", false);

  private final String label;
  private final boolean evidence;

  FailureKind(String label, boolean evidence) {
    this.label = label;
    this.evidence = evidence;
  }

  /** The value of the metrics' {@code reason} label. */
  public String label() {
    return label;
  }

  /** Whether it speaks against GitHub. */
  public boolean evidence() {
    return evidence;
  }
}
