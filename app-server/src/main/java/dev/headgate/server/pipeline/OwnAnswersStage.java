package dev.headgate.server.pipeline;

import java.util.List;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Has browsers do nothing with Headgate's own answers but show them to whom they were sent: they
 * run nothing, lie in nobody's frame, are read by no other page and kept by nobody. Endpoints that
 * need more, such as the dashboard, say so themselves. GitHub's answers keep GitHub's fields.
 */
final class OwnAnswersStage extends Stage {
  private static final List<HttpField> FIELDS =
      List.of(
          new PreEncodedHttpField(
              "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
          new PreEncodedHttpField("X-Content-Type-Options", "nosniff"),
          new PreEncodedHttpField("X-Frame-Options", "DENY"),
          new PreEncodedHttpField("Referrer-Policy", "no-referrer"),
          new PreEncodedHttpField(HttpHeader.CACHE_CONTROL, "no-store"));

  @Override
  boolean handle(Exchange exchange, Response response, Callback callback) throws Exception {
    if (exchange.own()) {
      HttpFields.Mutable fields = response.getHeaders();
      FIELDS.forEach(fields::put);
    }
    return next(exchange, response, callback);
  }
}
