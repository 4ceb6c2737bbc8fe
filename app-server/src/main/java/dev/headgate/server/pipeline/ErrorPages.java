package dev.headgate.server.pipeline;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Errors that the server itself notices, such as a malformed or oversized request, in GitHub's JSON
 * form. Nothing of the request or of the failure is repeated in them.
 */
public final class ErrorPages extends ErrorHandler {
  @Override
  public boolean errorPageForMethod(String method) {
    return true;
  }

  @Override
  protected void generateResponse(
      Request request,
      Response response,
      int status,
      String message,
      @Nullable Throwable cause,
      Callback callback) {
    response.setStatus(status);
    if (Request.as(request, Exchange.class) == null) {
      early(request, response, status);
    }
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json; charset=utf-8");
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    response.getHeaders().put(server(request).getDateField());
    if (status == 503) {
      // It is stopping: the client finds another on a new connection.
      response.getHeaders().put(HttpHeader.CONNECTION, "close");
      response.getHeaders().put(HttpHeader.RETRY_AFTER, 5);
    }
    response.write(true, ByteBuffer.wrap(body(status)), callback);
  }

  /** What the pipeline's first stages would have done, had the request come so far. */
  private static void early(Request request, Response response, int status) {
    String id = RequestIdStage.id(request.getHeaders().get(RequestIdStage.HEADER));
    response.getHeaders().put(RequestIdStage.HEADER, id);
    AccessLogStage.refused(request, id, status);
    if (status == 400 && version(request).getVersion() < HttpVersion.HTTP_2.getVersion()) {
      // Where such a request ends is not certain: what follows it is not taken for another.
      response.getHeaders().put(HttpHeader.CONNECTION, "close");
    }
  }

  private static HttpVersion version(Request request) {
    return request.getConnectionMetaData().getHttpVersion();
  }

  private static Server server(Request request) {
    return request.getConnectionMetaData().getConnector().getServer();
  }

  private static byte[] body(int status) {
    String message =
        switch (status) {
          case 400 -> "Malformed request: it does not follow HTTP (RFC 9110, RFC 9112)";
          case 408 -> "The request did not arrive in time";
          case 413 -> "The request's body is too large";
          case 414 -> "The request's URL is too long";
          case 431 -> "The request's header fields are too large";
          case 503 -> "The gateway is shutting down; try again";
          default -> HttpStatus.getMessage(status);
        };
    String json = "{\"message\":\"%s\",\"status\":\"%d\"}".formatted(message, status);
    return json.getBytes(StandardCharsets.UTF_8);
  }
}
