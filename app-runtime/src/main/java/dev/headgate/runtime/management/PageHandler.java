package dev.headgate.runtime.management;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Answers with the pages, and with problem details (RFC 9457) everywhere else. */
final class PageHandler extends Handler.Abstract {
  private final StatusPages pages;

  PageHandler(StatusPages pages) {
    this.pages = pages;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    boolean head = request.getMethod().equals("HEAD");
    if (!head && !request.getMethod().equals("GET")) {
      response.getHeaders().put(HttpHeader.ALLOW, "GET, HEAD");
      send(problem(405, "method-not-allowed", "Method not allowed"), false, response, callback);
      return true;
    }
    String accept = request.getHeaders().get(HttpHeader.ACCEPT);
    Optional<Page> page = pages.at(request.getHttpURI().getPath(), accept == null ? "" : accept);
    send(page.orElseGet(() -> problem(404, "not-found", "Not found")), head, response, callback);
    return true;
  }

  private static void send(Page page, boolean head, Response response, Callback callback) {
    response.setStatus(page.status());
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, page.contentType());
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, page.body().length);
    response.write(true, head ? null : ByteBuffer.wrap(page.body()), callback);
  }

  private static Page problem(int status, String type, String title) {
    String json =
        """
        {"type":"urn:headgate:problem:%s","title":"%s","status":%d,"message":"%s"}\
        """
            .formatted(type, title, status, title);
    return new Page(status, "application/problem+json", json.getBytes(StandardCharsets.UTF_8));
  }
}
