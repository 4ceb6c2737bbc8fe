package dev.headgate.server;

import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.SizeLimitHandler;
import org.eclipse.jetty.util.Callback;

/**
 * Refuses request bodies above a size, and lets the unread rest of none break off its answer. A
 * request that can have none passes without the counting wrappers around it and its response,
 * through which every look at a field would have to go.
 */
final class BodyLimit extends SizeLimitHandler {
  BodyLimit(long mostBytes, Handler behind) {
    super(mostBytes, -1);
    setHandler(behind);
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    return bodiless(request)
        ? getHandler().handle(request, response, callback)
        : super.handle(request, response, UnreadBody.before(callback, request));
  }

  /** HTTP/1 says so by the absence of both fields (RFC 9112 §6.3); HTTP/2 does not say. */
  private static boolean bodiless(Request request) {
    HttpFields fields = request.getHeaders();
    HttpVersion version = request.getConnectionMetaData().getHttpVersion();
    return version.getVersion() < HttpVersion.HTTP_2.getVersion()
        && !fields.contains(HttpHeader.CONTENT_LENGTH)
        && !fields.contains(HttpHeader.TRANSFER_ENCODING);
  }
}
