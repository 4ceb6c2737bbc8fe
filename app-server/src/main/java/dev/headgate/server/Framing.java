package dev.headgate.server;

import java.util.List;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;

/**
 * Refuses requests whose body another server on the way may have seen end elsewhere, though the
 * parser has found an end (RFC 9112 §6.1, §11.2): a transfer coding that is not {@code chunked} and
 * nothing else, or one before HTTP/1.1; and those of HTTP/2 with a transfer coding, or a length
 * that is none (RFC 9113 §8.1.1, §8.2.2). Other fields of a connection are not passed on in any
 * case, and a request that was upgraded to HTTP/2 has some.
 */
final class Framing implements HttpConfiguration.Customizer {
  private static final Pattern LENGTH = Pattern.compile("\\d{1,18}");

  @Override
  public Request customize(Request request, HttpFields.Mutable response) {
    HttpFields fields = request.getHeaders();
    HttpVersion version = request.getConnectionMetaData().getHttpVersion();
    if (fields.contains(HttpHeader.TRANSFER_ENCODING)) {
      List<String> codings = fields.getValuesList(HttpHeader.TRANSFER_ENCODING);
      boolean chunked = codings.size() == 1 && codings.getFirst().equalsIgnoreCase("chunked");
      if (!chunked || version != HttpVersion.HTTP_1_1) {
        throw new HttpException.RuntimeException(400, "transfer coding");
      }
    }
    if (version.getVersion() >= HttpVersion.HTTP_2.getVersion() && !fits(fields)) {
      throw new HttpException.RuntimeException(400, "length");
    }
    return request;
  }

  private static boolean fits(HttpFields fields) {
    List<String> lengths = fields.getValuesList(HttpHeader.CONTENT_LENGTH);
    return !fields.contains(HttpHeader.TRANSFER_ENCODING)
        && lengths.size() <= 1
        && lengths.stream().allMatch(length -> LENGTH.matcher(length).matches());
  }
}
