package dev.headgate.github.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.core.gateway.Cancellation;
import dev.headgate.core.gateway.RequestBody;
import dev.headgate.core.gateway.Upstream;
import dev.headgate.core.http.Headers;
import dev.headgate.core.http.Target;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Requests for tests, and what came of them. */
final class Sending {
  static final Duration PATIENCE = Duration.ofSeconds(20);

  private Sending() {}

  static OkHttpUpstream upstream(URI url) {
    return new OkHttpUpstream(UpstreamSettings.DEFAULTS.withApiUrl(url));
  }

  static Upstream.Request get(String target) {
    return request("GET", target, Headers.NONE, null, PATIENCE);
  }

  static Upstream.Request get(String target, Headers headers) {
    return request("GET", target, headers, null, PATIENCE);
  }

  static Upstream.Request get(String target, Duration patience) {
    return request("GET", target, Headers.NONE, null, patience);
  }

  static Upstream.Request get(Cancellation cancellation) {
    return new Upstream.Request(
        "GET", Target.parse("/"), Headers.NONE, null, PATIENCE, cancellation);
  }

  static Upstream.Request post(String target, String body) {
    return request("POST", target, Headers.NONE, new Text(body), PATIENCE);
  }

  static Upstream.Request request(
      String method, String target, Headers headers, @Nullable RequestBody body, Duration time) {
    return new Upstream.Request(
        method, Target.parse(target), headers, body, time, new Cancellation());
  }

  static Upstream.Responded responded(Upstream.Result result) {
    assertThat(result).isInstanceOf(Upstream.Responded.class);
    return (Upstream.Responded) result;
  }

  static Upstream.Failed failed(Upstream.Result result) {
    assertThat(result).isInstanceOf(Upstream.Failed.class);
    return (Upstream.Failed) result;
  }

  static String text(Upstream.Responded responded) throws IOException {
    try (var body = responded.body()) {
      return new String(body.stream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** A body of known length. */
  static final class Text implements RequestBody {
    private final byte[] bytes;
    private boolean consumed;

    Text(String text) {
      bytes = text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public long length() {
      return bytes.length;
    }

    @Override
    public byte[] bytes(int max, Duration patience) {
      return bytes;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
      consumed = true;
      out.write(bytes);
    }

    @Override
    public boolean consumed() {
      return consumed;
    }
  }

  /** What a body writes. */
  interface Writing {
    void to(OutputStream out) throws IOException;
  }

  /** A body that a lambda writes. */
  record Written(long length, Writing writing) implements RequestBody {
    @Override
    public byte @Nullable [] bytes(int max, Duration patience) {
      return null;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
      writing.to(out);
    }

    @Override
    public boolean consumed() {
      return false;
    }
  }
}
