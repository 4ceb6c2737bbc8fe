package dev.headgate.github.upstream;

import dev.headgate.core.gateway.RequestBody;
import java.io.EOFException;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import okhttp3.MediaType;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;

/**
 * A request's body on its way through OkHttp. While it is written the answer's time does not run: a
 * large body on a slow line is no slow GitHub.
 */
final class Upload extends okhttp3.RequestBody {
  private final RequestBody body;
  private final HeaderWatch watch;
  private boolean clientBroke;

  Upload(RequestBody body, HeaderWatch watch) {
    this.body = body;
    this.watch = watch;
  }

  /** Whether the client, not GitHub, ended the body too soon. */
  boolean clientBroke() {
    return clientBroke;
  }

  @Override
  public @Nullable MediaType contentType() {
    return null;
  }

  @Override
  public long contentLength() {
    return body.length();
  }

  @Override
  public boolean isOneShot() {
    return true;
  }

  @Override
  public void writeTo(BufferedSink sink) throws IOException {
    if (watch.stop()) {
      throw new InterruptedIOException("no time left to send the body");
    }
    var line = new Line(sink.outputStream(), body.length());
    try {
      body.writeTo(line);
      if (line.left > 0) {
        throw new EOFException("the client's body ended before its stated length");
      }
    } catch (IOException broken) {
      clientBroke = !line.broke;
      throw broken;
    } finally {
      watch.start();
    }
  }

  /** The way to GitHub, which remembers whether it was the one that broke. */
  private static final class Line extends FilterOutputStream {
    private final boolean counted;
    private long left;
    private boolean broke;

    Line(OutputStream out, long length) {
      super(out);
      counted = length >= 0;
      left = length;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      if (counted && length > left) {
        throw new IOException("the client's body is longer than stated");
      }
      broke = true;
      out.write(bytes, offset, length);
      broke = false;
      left -= length;
    }

    @Override
    public void flush() throws IOException {
      broke = true;
      out.flush();
      broke = false;
    }

    /** Does nothing: the request goes on after its body. */
    @Override
    public void close() {}
  }
}
