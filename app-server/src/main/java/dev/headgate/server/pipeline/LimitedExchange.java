package dev.headgate.server.pipeline;

import dev.headgate.core.identity.Fingerprint;
import dev.headgate.core.limit.LimitedRequest;
import dev.headgate.server.access.Visitor;
import org.eclipse.jetty.http.HttpHeader;
import org.jspecify.annotations.Nullable;

/**
 * What limit rules ask of an exchange.
 *
 * @param exchange the exchange
 * @param path its path, in the one form that rules are matched with
 * @param eventType the type of the event that it carries, as far as is known
 * @param source where that event comes from, as far as is known
 */
public record LimitedExchange(
    Exchange exchange, String path, @Nullable String eventType, @Nullable String source)
    implements LimitedRequest {
  private static final String EVENTS = "application/cloudevents";

  /**
   * As its header fields tell: an event in CloudEvents' binary mode has its type and source there.
   * In the other modes they stand in the body, and fields of these names mean nothing.
   */
  public LimitedExchange(Exchange exchange) {
    this(
        exchange,
        LimitedPath.of(exchange.path()),
        attribute(exchange, "ce-type"),
        attribute(exchange, "ce-source"));
  }

  private static @Nullable String attribute(Exchange exchange, String name) {
    String value = exchange.getHeaders().get(name);
    if (value == null) {
      return null;
    }
    String type = exchange.getHeaders().get(HttpHeader.CONTENT_TYPE);
    boolean inBody = type != null && type.regionMatches(true, 0, EVENTS, 0, EVENTS.length());
    return inBody ? null : value;
  }

  /** The same where the body has told what kind of event it is, and whose. */
  public LimitedExchange carrying(String type, @Nullable String origin) {
    return new LimitedExchange(exchange, path, type, origin == null ? source : origin);
  }

  @Override
  public String method() {
    return exchange.getMethod();
  }

  @Override
  public String ip() {
    return exchange.clientAddress();
  }

  /** Who proves who he is; else the GitHub credential that he bears, by its fingerprint. */
  @Override
  public @Nullable String user() {
    return switch (exchange.visitor()) {
      case Visitor.Administrator administrator -> Visitor.Administrator.NAME;
      case Visitor.KeyHolder holder -> holder.name();
      case Visitor.Unknown nobody -> credential();
      case Visitor.Page elsewhere -> credential();
      case Visitor.Impostor wrong -> null;
      case Visitor.Barred barred -> null;
    };
  }

  private @Nullable String credential() {
    String authorization = exchange.getHeaders().get(HttpHeader.AUTHORIZATION);
    return authorization == null || exchange.own()
        ? null
        : "token:" + Fingerprint.of("limit", authorization).brief();
  }

  @Override
  public @Nullable String thirdParty() {
    String named = header("x-third-party-id");
    return named == null ? source : named;
  }

  @Override
  public @Nullable String header(String name) {
    return exchange.getHeaders().get(name);
  }
}
