package dev.headgate.github.upstream;

import dev.headgate.core.gateway.Upstream.Responded;
import dev.headgate.core.http.EndToEnd;
import dev.headgate.core.http.Headers;
import java.io.IOException;
import java.net.ProtocolException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import okhttp3.Call;
import okhttp3.Protocol;
import okhttp3.Response;
import okio.Buffer;
import okio.BufferedSource;
import okio.GzipSource;
import okio.Okio;
import okio.Source;
import org.jspecify.annotations.Nullable;

/** Turns OkHttp's response into the gateway's. */
final class Answer {
  private static final List<Protocol> MULTIPLEXED =
      List.of(Protocol.HTTP_2, Protocol.H2_PRIOR_KNOWLEDGE);

  private final Call call;
  private final Response response;
  private final int status;
  private final String method;
  private final Duration idle;
  private final Runnable ended;

  Answer(Call call, Response response, int status, String method, Duration idle, Runnable ended) {
    this.call = call;
    this.response = response;
    this.status = status;
    this.method = method;
    this.idle = idle;
    this.ended = ended;
  }

  /**
   * The response, its body open.
   *
   * @throws IOException when it is no proper HTTP; the response is closed then
   */
  Responded responded() throws IOException {
    try {
      if (status < 200) {
        throw new ProtocolException("no final status");
      }
      Headers all = HeaderFields.of(response.headers());
      long length = stated(all);
      boolean empty = bodiless() || length == 0;
      boolean gzip = status != 206 && gzip(all.value("Content-Encoding"));
      Headers headers = EndToEnd.of(all).without("Content-Length");
      if (gzip) {
        headers = headers.without("Content-Encoding");
      }
      ArrivingBody body = new ArrivingBody(response, source(empty, gzip, length), idle, ended);
      if (empty) {
        finish(body);
      }
      return new Responded(status, headers, body, empty ? 0 : gzip ? -1 : length);
    } catch (IOException malformed) {
      response.close();
      throw malformed;
    }
  }

  /**
   * The bytes that are to come, or -1; a chunked body's Content-Length means nothing. OkHttp reads
   * to the end of the connection where it does not understand the length; a body framed like that
   * could be cut short unnoticed (RFC 9112 §6.3).
   */
  private long stated(Headers fields) throws ProtocolException {
    List<String> codings = fields.all("Transfer-Encoding");
    if (!codings.isEmpty()) {
      if (codings.size() > 1 || !codings.get(0).equalsIgnoreCase("chunked")) {
        throw new ProtocolException("a transfer coding other than chunked");
      }
      return -1;
    }
    List<String> lengths = fields.all("Content-Length");
    if (lengths.stream().distinct().count() > 1
        || lengths.stream().anyMatch(length -> !length.matches("[0-9]{1,18}"))) {
      throw new ProtocolException("a malformed Content-Length");
    }
    return lengths.isEmpty() ? -1 : Long.parseLong(lengths.get(0));
  }

  private boolean bodiless() {
    return method.equals("HEAD") || status == 204 || status == 304;
  }

  /** Gives the connection back. */
  private void finish(ArrivingBody body) {
    // A 304 may state the length that a 200 would have had. OkHttp takes it for a body to come, and
    // would wait for it.
    if (response.body().contentLength() > 0 && !method.equals("HEAD")) {
      call.cancel();
    }
    body.close();
  }

  private BufferedSource source(boolean empty, boolean gzip, long length) {
    if (empty) {
      return new Buffer();
    }
    BufferedSource raw = response.body().source();
    // OkHttp counts the bytes of HTTP/1.1 bodies only.
    boolean counted = length > 0 && MULTIPLEXED.contains(response.protocol());
    Source checked = counted ? new CountedSource(raw, length) : raw;
    if (gzip) {
      return Okio.buffer(new GzipSource(checked));
    }
    return counted ? Okio.buffer(checked) : raw;
  }

  private static boolean gzip(@Nullable String coding) {
    String lower = coding == null ? "" : coding.toLowerCase(Locale.ROOT);
    return lower.equals("gzip") || lower.equals("x-gzip");
  }
}
