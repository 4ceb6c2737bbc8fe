package dev.headgate.server.pipeline;

import dev.headgate.core.identity.Fingerprint;
import dev.headgate.core.limit.LimitedRequest;
import dev.headgate.server.access.Visitor;
import org.eclipse.jetty.http.HttpHeader;
import org.jspecify.annotations.Nullable;

/** What limit rules ask of an exchange. */
record LimitedExchange(Exchange exchange) implements LimitedRequest {
  @Override
  public String method() {
    return exchange.getMethod();
  }

  @Override
  public String path() {
    return exchange.path();
  }

  @Override
  public @Nullable String eventType() {
    return header("ce-type");
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
    return named == null ? header("ce-source") : named;
  }

  @Override
  public @Nullable String header(String name) {
    return exchange.getHeaders().get(name);
  }
}
