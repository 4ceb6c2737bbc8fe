package dev.headgate.github.upstream;

import dev.headgate.core.gateway.UpstreamBody;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import okhttp3.Response;
import okio.BufferedSource;
import okio.Timeout;
import org.jspecify.annotations.Nullable;

/** The body of OkHttp's response; its times are those of the connection's next reads. */
final class ArrivingBody implements UpstreamBody {
  private final Response response;
  private final InputStream stream;
  private final Timeout timeout;
  private final Runnable ended;

  ArrivingBody(Response response, BufferedSource source, Duration idle, Runnable ended) {
    this.response = response;
    this.ended = ended;
    timeout = response.body().source().timeout();
    timeout.timeout(HeaderWatch.nanos(idle), TimeUnit.NANOSECONDS);
    stream =
        new FilterInputStream(source.inputStream()) {
          @Override
          public int read(byte[] bytes, int offset, int length) throws IOException {
            // Okio would wait for a byte even where none is asked for, as readNBytes does.
            return length == 0 ? 0 : super.read(bytes, offset, length);
          }

          @Override
          public void close() {
            ArrivingBody.this.close();
          }
        };
  }

  @Override
  public InputStream stream() {
    return stream;
  }

  @Override
  public void limit(@Nullable Duration left) {
    if (left == null) {
      timeout.clearDeadline();
    } else {
      timeout.deadline(HeaderWatch.nanos(left), TimeUnit.NANOSECONDS);
    }
  }

  @Override
  public void close() {
    response.close();
    ended.run();
  }
}
