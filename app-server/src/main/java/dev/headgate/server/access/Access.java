package dev.headgate.server.access;

/** What an endpoint asks of those who call it. */
public enum Access {
  /** Anybody. */
  OPEN,
  /** Whoever holds an API key, and the administrator. */
  KEYED,
  /** The administrator. */
  ADMIN
}
