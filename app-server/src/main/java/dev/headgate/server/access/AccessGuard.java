package dev.headgate.server.access;

import dev.headgate.core.audit.AuditEvent;
import dev.headgate.core.audit.AuditLog;
import dev.headgate.core.identity.Secret;
import dev.headgate.core.limit.Bucket;
import dev.headgate.core.limit.BucketKey;
import dev.headgate.core.limit.EpochNanos;
import dev.headgate.core.limit.Gcra;
import dev.headgate.core.limit.Rate;
import dev.headgate.core.limit.TokenBuckets;
import dev.headgate.server.pipeline.Exchange;
import dev.headgate.server.pipeline.Responses;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Lets callers in by what they hold: the administrator's token, or an API key. Where neither is
 * configured everything is open on a developer's own machine and closed elsewhere.
 *
 * <p>Who guesses is audited, and after a few failures from one address nothing from there is looked
 * at for a while.
 */
public final class AccessGuard {
  private static final String BEARER = "Bearer ";
  private static final String KEY = "X-Headgate-Key";
  private static final String ADMINISTRATOR = "admin";
  private static final Gcra FAILURES = Gcra.of(Rate.perMinute(10, 10));

  private final Keys administrator;
  private final Keys keys;
  private final boolean open;
  private final TokenBuckets failures;
  private final AuditLog audit;
  private final InstantSource clock;

  /**
   * The rules.
   *
   * @param adminToken the administrator's token; null where there is none
   * @param apiKeys API keys by the name of who holds them
   * @param development whether this is a developer's own machine
   * @param failures counts failures by address; this process's own
   */
  public AccessGuard(
      @Nullable Secret adminToken,
      Map<String, Secret> apiKeys,
      boolean development,
      TokenBuckets failures,
      AuditLog audit,
      InstantSource clock) {
    this.administrator =
        new Keys(adminToken == null ? Map.of() : Map.of(ADMINISTRATOR, adminToken));
    this.keys = new Keys(apiKeys);
    this.open = development && adminToken == null && apiKeys.isEmpty();
    this.failures = failures;
    this.audit = audit;
    this.clock = clock;
  }

  /** Who a request is from, as far as he proves it; null where he does not. */
  public @Nullable String name(Exchange exchange) {
    if (administers(exchange)) {
      return ADMINISTRATOR;
    }
    String key = exchange.getHeaders().get(KEY);
    return key == null ? null : keys.holder(key).orElse(null);
  }

  private boolean administers(Exchange exchange) {
    String authorization = exchange.getHeaders().get(HttpHeader.AUTHORIZATION);
    return !administrator.isEmpty()
        && authorization != null
        && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
        && administrator.holder(authorization.substring(BEARER.length()).strip()).isPresent();
  }

  /** Whether a request may go on; where not it has been answered. */
  public boolean admits(Access access, Exchange exchange, Response response, Callback callback) {
    if (access == Access.OPEN || open) {
      return true;
    }
    if (access == Access.ADMIN && administrator.isEmpty()) {
      deny(exchange, response, callback, 403, "Set HEADGATE_ADMIN_TOKEN to use this endpoint");
      return false;
    }
    if (access == Access.KEYED && administrator.isEmpty() && keys.isEmpty()) {
      deny(
          exchange,
          response,
          callback,
          403,
          "Set HEADGATE_API_KEYS (or HEADGATE_ADMIN_TOKEN) to use this endpoint");
      return false;
    }
    if (guessing(exchange)) {
      response.getHeaders().put("Retry-After", 60);
      deny(exchange, response, callback, 429, "Too many failed attempts from this address");
      return false;
    }
    String name = name(exchange);
    boolean enough = name != null && (access == Access.KEYED || administers(exchange));
    if (enough) {
      exchange.caller(name);
      return true;
    }
    refuse(access, name, exchange, response, callback);
    return false;
  }

  private void refuse(
      Access access,
      @Nullable String name,
      Exchange exchange,
      Response response,
      Callback callback) {
    boolean bears =
        exchange.getHeaders().contains(HttpHeader.AUTHORIZATION)
            || exchange.getHeaders().contains(KEY);
    if (name != null) {
      deny(exchange, response, callback, 403, "This endpoint is the administrator's");
      return;
    }
    if (bears) {
      failures.take(bucket(exchange), 1, now());
    }
    response.getHeaders().put(HttpHeader.WWW_AUTHENTICATE, "Bearer realm=\"headgate\"");
    String wanted =
        access == Access.ADMIN
            ? "the administrator's token as Authorization: Bearer"
            : "an API key as X-Headgate-Key, or the administrator's token";
    deny(exchange, response, callback, 401, "This endpoint asks for " + wanted);
  }

  private boolean guessing(Exchange exchange) {
    return failures.levels(bucket(exchange), now()).get(0).remaining() == 0;
  }

  private static List<Bucket> bucket(Exchange exchange) {
    return List.of(new Bucket(new BucketKey("access", exchange.clientAddress()), FAILURES));
  }

  private long now() {
    return EpochNanos.of(clock.instant());
  }

  private void deny(
      Exchange exchange, Response response, Callback callback, int status, String detail) {
    Instant now = clock.instant();
    audit.append(
        new AuditEvent(
            now,
            exchange.caller(),
            "access.denied",
            exchange.getMethod() + " " + exchange.path(),
            Integer.toString(status),
            exchange.requestId()));
    String title =
        switch (status) {
          case 401 -> "Authentication required";
          case 429 -> "Too many failed attempts";
          default -> "Forbidden";
        };
    String type =
        switch (status) {
          case 401 -> "unauthorized";
          case 429 -> "quota-exceeded";
          default -> "forbidden";
        };
    Responses.problem(
        exchange, response, callback, status, new Responses.Problem(type, title, detail));
  }
}
