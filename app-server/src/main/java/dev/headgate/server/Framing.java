package dev.headgate.server;

import java.util.List;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;

/**
 * Refuses requests whose body another server on the way may have seen end elsewhere, though the
 * parser has found an end (RFC 9112 §6.1, §11.2): a transfer coding that is not {@code chunked} and
 * nothing else, or one before HTTP/1.1.
 */
final class Framing implements HttpConfiguration.Customizer {
  @Override
  public Request customize(Request request, HttpFields.Mutable response) {
    HttpFields fields = request.getHeaders();
    if (fields.contains(HttpHeader.TRANSFER_ENCODING)) {
      List<String> codings = fields.getValuesList(HttpHeader.TRANSFER_ENCODING);
      boolean chunked = codings.size() == 1 && codings.getFirst().equalsIgnoreCase("chunked");
      if (!chunked || request.getConnectionMetaData().getHttpVersion() != HttpVersion.HTTP_1_1) {
        throw new HttpException.RuntimeException(400, "transfer coding");
      }
    }
    return request;
  }
}
