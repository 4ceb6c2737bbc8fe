package dev.headgate.github.simulator;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Callback;

/** Keeps the server from announcing a length of 0 where GitHub announces none: on 204 and 304. */
final class NoLength extends HttpStream.Wrapper {
  private NoLength(HttpStream stream) {
    super(stream);
  }

  static void wrap(Request request) {
    request.addHttpStreamWrapper(NoLength::new);
  }

  @Override
  public void send(
      MetaData.Request request,
      MetaData.Response response,
      boolean last,
      ByteBuffer content,
      Callback callback) {
    HttpFields fields =
        HttpFields.build(response.getHttpFields()).remove(HttpHeader.CONTENT_LENGTH);
    MetaData.Response bare =
        new MetaData.Response(
            response.getStatus(), response.getReason(), response.getHttpVersion(), fields);
    super.send(request, bare, last, content, callback);
  }
}
