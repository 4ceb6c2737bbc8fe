package dev.headgate.server.pipeline;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Writes one line per request when it is complete: method, path, query, status, what the cache did,
 * duration, user, client address, user agent, request id. The logging layer redacts and escapes.
 */
final class AccessLogStage extends Stage {
  private static final Logger LOG = LoggerFactory.getLogger("dev.headgate.access");

  @Override
  boolean handle(Exchange exchange, Response response, Callback callback) throws Exception {
    Request.addCompletionListener(exchange, failure -> write(exchange, response, failure));
    return next(exchange, response, callback);
  }

  /** The line of a request that was refused before it reached the pipeline. */
  static void refused(Request request, String requestId, int status) {
    String path = request.getHttpURI().getPath();
    LOG.atInfo()
        .addKeyValue("method", request.getMethod())
        .addKeyValue("path", path == null ? "-" : path)
        .addKeyValue("status", status)
        .addKeyValue("cache", "-")
        .addKeyValue("duration_ms", (System.nanoTime() - request.getBeginNanoTime()) / 1e6)
        .addKeyValue("user", "-")
        .addKeyValue("client_ip", Request.getRemoteAddr(request))
        .addKeyValue("user_agent", userAgent(request))
        .addKeyValue("request_id", requestId)
        .log("request refused");
  }

  private void write(Exchange exchange, Response response, @Nullable Throwable failure) {
    if (!LOG.isInfoEnabled()) {
      return;
    }
    String path = exchange.path();
    String target = exchange.target();
    String outcome = exchange.outcome();
    LoggingEventBuilder line =
        LOG.atInfo()
            .addKeyValue("method", exchange.getMethod())
            .addKeyValue("path", path)
            .addKeyValue(
                "query",
                target.length() == path.length() ? "" : target.substring(path.length() + 1))
            .addKeyValue("status", response.getStatus())
            .addKeyValue("cache", outcome == null ? "-" : outcome)
            .addKeyValue("duration_ms", exchange.elapsed().toNanos() / 1e6)
            .addKeyValue("user", exchange.caller())
            .addKeyValue("client_ip", exchange.clientAddress())
            .addKeyValue("user_agent", userAgent(exchange))
            .addKeyValue("request_id", exchange.requestId());
    String trace = exchange.trace();
    if (trace != null) {
      line = line.addKeyValue("trace_id", trace);
    }
    line.log(failure == null ? "request" : "request broken off");
  }

  private static String userAgent(Request request) {
    String agent = request.getHeaders().get(HttpHeader.USER_AGENT);
    return agent == null ? "-" : agent;
  }
}
