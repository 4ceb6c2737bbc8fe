package dev.headgate.github.client;

import dev.headgate.core.gateway.RequestBody;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import okio.Buffer;
import okio.BufferedSink;
import okio.Okio;
import org.jspecify.annotations.Nullable;

/** A body of OkHttp's as the gateway sends it. It comes out of this process, so it never stalls. */
final class OkHttpBody implements RequestBody {
  private final okhttp3.RequestBody body;
  private final long length;
  private byte @Nullable [] read;
  private volatile boolean consumed;

  /** That body, which need not be repeatable. */
  OkHttpBody(okhttp3.RequestBody body) throws IOException {
    this.body = body;
    this.length = body.contentLength();
  }

  @Override
  public long length() {
    return length;
  }

  /** Null for those of unknown length as well: read in vain, they could not be sent any more. */
  @Override
  public byte @Nullable [] bytes(int max, Duration patience) throws IOException {
    if (length < 0 || length > max) {
      return null;
    }
    if (read == null) {
      Buffer buffer = new Buffer();
      body.writeTo(buffer);
      read = buffer.readByteArray();
    }
    return read;
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    consumed = true;
    if (read != null) {
      out.write(read);
      return;
    }
    BufferedSink sink = Okio.buffer(Okio.sink(out));
    body.writeTo(sink);
    sink.flush();
  }

  @Override
  public boolean consumed() {
    return consumed;
  }
}
