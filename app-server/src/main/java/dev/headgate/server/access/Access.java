package dev.headgate.server.access;

/** Whom an endpoint answers. */
public enum Access {
  /** Everybody. */
  OPEN,
  /** Holders of an API key, and the administrator. */
  KEY,
  /** The administrator. */
  ADMIN
}
