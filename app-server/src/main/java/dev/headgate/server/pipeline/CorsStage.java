package dev.headgate.server.pipeline;

import java.util.Set;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Cross-origin rules (Fetch, "CORS protocol"): off unless origins are named. GitHub's own
 * Access-Control fields, which allow every origin, are replaced wherever they would pass.
 */
final class CorsStage extends Stage {
  private static final String METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE";

  private final Supplier<Set<String>> allowed;

  CorsStage(Supplier<Set<String>> allowed) {
    this.allowed = allowed;
  }

  @Override
  boolean handle(Exchange exchange, Response response, Callback callback) throws Exception {
    @Nullable String origin = exchange.getHeaders().get(HttpHeader.ORIGIN);
    Set<String> origins = allowed.get();
    if (origin == null || !(origins.contains("*") || origins.contains(origin))) {
      return next(exchange, response, callback);
    }
    HttpFields.Mutable fields = response.getHeaders();
    fields.put("Access-Control-Allow-Origin", origins.contains("*") ? "*" : origin);
    fields.add("Vary", "Origin");
    @Nullable String wanted = exchange.getHeaders().get("Access-Control-Request-Method");
    if (!exchange.getMethod().equals("OPTIONS") || wanted == null) {
      fields.put("Access-Control-Expose-Headers", "*");
      return next(exchange, response, callback);
    }
    fields.put("Access-Control-Allow-Methods", METHODS);
    @Nullable String headers = exchange.getHeaders().get("Access-Control-Request-Headers");
    if (headers != null) {
      fields.put("Access-Control-Allow-Headers", headers);
    }
    fields.put("Access-Control-Max-Age", "600");
    Responses.empty(exchange, response, callback, 204);
    return true;
  }
}
