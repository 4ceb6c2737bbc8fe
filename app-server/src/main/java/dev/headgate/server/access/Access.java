package dev.headgate.server.access;

/** Whom an endpoint answers. */
public enum Access {
  /** Everybody. */
  OPEN,
  /**
   * Who may hand something in: holders of an API key, the administrator, and those who bring the
   * GitHub credential with which they handed it in. The endpoint shows each what is his.
   */
  OWNER,
  /** Holders of an API key, and the administrator. */
  KEY,
  /** The administrator. */
  ADMIN
}
