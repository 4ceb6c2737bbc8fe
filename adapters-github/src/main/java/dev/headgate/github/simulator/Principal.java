package dev.headgate.github.simulator;

import java.util.List;
import java.util.Locale;

/**
 * Who a request counts for.
 *
 * @param name the login, {@code installation-ID}, client id, or the address of an anonymous caller
 * @param id the number that GitHub shows in limit messages
 * @param scopes what {@code X-OAuth-Scopes} says
 */
record Principal(Kind kind, String name, int id, List<String> scopes) {

  enum Kind {
    USER,
    INSTALLATION,
    APP,
    ANONYMOUS
  }

  Principal {
    scopes = List.copyOf(scopes);
  }

  static Principal user(String login, List<String> scopes) {
    return new Principal(Kind.USER, login, Digests.number("user:" + login), scopes);
  }

  static Principal installation(int id) {
    return new Principal(Kind.INSTALLATION, "installation-" + id, id, List.of());
  }

  static Principal app(String clientId) {
    return new Principal(Kind.APP, clientId, Digests.number("app:" + clientId), List.of());
  }

  static Principal anonymous(String address) {
    return new Principal(Kind.ANONYMOUS, address, 0, List.of());
  }

  boolean authenticated() {
    return kind != Kind.ANONYMOUS;
  }

  /** Whether answers depend on the Authorization header, so that caches must keep them apart. */
  boolean personal() {
    return kind == Kind.USER || kind == Kind.INSTALLATION;
  }

  /** The key of its budgets: all tokens of one principal share it. */
  String key() {
    return kind.name().toLowerCase(Locale.ROOT) + ":" + name;
  }
}
