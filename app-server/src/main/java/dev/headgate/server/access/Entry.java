package dev.headgate.server.access;

/** Whether somebody may come in. */
public sealed interface Entry {

  /**
   * He may.
   *
   * @param name what he is called in the log
   */
  record Admitted(String name) implements Entry {}

  /**
   * He may not.
   *
   * @param status 401, 403 or 429
   * @param detail why, and what to do
   * @param retryAfter seconds after which it is worth trying again; 0 where waiting does not help
   */
  record Denied(int status, String detail, long retryAfter) implements Entry {}
}
