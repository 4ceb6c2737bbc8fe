package dev.headgate.server.access;

import java.time.Duration;

/** Who stands before the gate, as far as the secrets tell that came with the request. */
public sealed interface Visitor {

  /**
   * Was sent by a browser on behalf of a web page of elsewhere, to a server that is open to all
   * programs of its machine.
   */
  record Page() implements Visitor {}

  /** Came without a secret. */
  record Unknown() implements Visitor {
    static final Unknown INSTANCE = new Unknown();
  }

  /** Brought the administrator's token. */
  record Administrator() implements Visitor {
    /** What the administrator is called in logs and in lists of callers. */
    public static final String NAME = "admin";
  }

  /**
   * Brought an API key.
   *
   * @param name whose key it is
   */
  record KeyHolder(String name) implements Visitor {}

  /** Brought a secret that is nobody's. */
  record Impostor() implements Visitor {}

  /**
   * Comes from an address that has brought too many wrong secrets; this one was not looked at.
   *
   * @param retryAfter when the next one will be
   */
  record Barred(Duration retryAfter) implements Visitor {}
}
