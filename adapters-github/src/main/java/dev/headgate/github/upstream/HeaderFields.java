package dev.headgate.github.upstream;

import dev.headgate.core.http.Headers;
import java.net.ProtocolException;

/** Header fields as OkHttp holds them. */
public final class HeaderFields {
  private HeaderFields() {}

  /**
   * The same fields, in their order.
   *
   * @throws ProtocolException if one is malformed
   */
  public static Headers of(okhttp3.Headers given) throws ProtocolException {
    Headers.Builder fields = Headers.builder();
    try {
      for (int i = 0; i < given.size(); i++) {
        fields.add(given.name(i), given.value(i));
      }
    } catch (IllegalArgumentException malformed) {
      throw new ProtocolException("a malformed header field");
    }
    return fields.build();
  }
}
