package dev.headgate.github.client;

import dev.headgate.core.http.Headers;
import dev.headgate.github.upstream.HeaderFields;
import java.net.ProtocolException;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import org.jspecify.annotations.Nullable;

/** Header fields, there and back. */
final class Fields {
  private Fields() {}

  /**
   * The request's fields, and the type of its body, as OkHttp would send them.
   *
   * @throws ProtocolException if one cannot be sent
   */
  static Headers of(Request request) throws ProtocolException {
    Headers fields = HeaderFields.of(request.headers());
    @Nullable RequestBody body = request.body();
    @Nullable MediaType type = body == null ? null : body.contentType();
    return type == null ? fields : fields.with("Content-Type", type.toString());
  }

  /** The answer's fields as OkHttp's. */
  static okhttp3.Headers of(Headers answer) {
    okhttp3.Headers.Builder fields = new okhttp3.Headers.Builder();
    answer.forEach(fields::addUnsafeNonAscii);
    return fields.build();
  }
}
