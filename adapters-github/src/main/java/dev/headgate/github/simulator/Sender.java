package dev.headgate.github.simulator;

import java.io.IOException;
import java.io.OutputStream;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.QuietException;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Puts an answer on the wire, whole, slowly or broken. */
final class Sender {
  private static final int STEPS_PER_SECOND = 10;

  /** How the body travels: at full speed when the rate is 0. */
  record Delivery(long bytesPerSecond, boolean truncated) {
    static final Delivery USUAL = new Delivery(0, false);
  }

  /** An answer that was cut on purpose; the server does not log it. */
  private static final class Broken extends IOException implements QuietException {
    private static final long serialVersionUID = 1L;

    Broken(String message) {
      super(message);
    }
  }

  private final Pauses pauses;

  Sender(Pauses pauses) {
    this.pauses = pauses;
  }

  void send(Incoming request, Reply reply, Delivery delivery, Response response, Callback callback)
      throws IOException {
    response.setStatus(reply.status());
    reply.headers().forEach(header -> response.getHeaders().add(header.name(), header.value()));
    long length = reply.body().length();
    boolean bodiless = reply.status() == 304 || reply.status() == 204;
    if (bodiless) {
      NoLength.wrap(response.getRequest());
    } else {
      response.getHeaders().put("Content-Length", length);
    }
    if (bodiless || request.is("HEAD") || length == 0) {
      callback.succeeded();
      return;
    }
    if (delivery.truncated()) {
      truncate(reply.body(), response);
      callback.failed(new Broken("the scenario truncates this answer"));
      return;
    }
    if (reply.body() instanceof ByteBody body && delivery.bytesPerSecond() == 0) {
      response.write(true, ByteBuffer.wrap(body.bytes()), callback);
      return;
    }
    write(reply.body(), length, delivery.bytesPerSecond(), response);
    response.write(true, null, callback);
  }

  /** Ends the TCP connection with a reset. */
  static void reset(Request request, Callback callback) throws IOException {
    EndPoint endPoint = request.getConnectionMetaData().getConnection().getEndPoint();
    if (endPoint.getTransport() instanceof SocketChannel channel) {
      channel.setOption(StandardSocketOptions.SO_LINGER, 0);
      channel.close();
    }
    callback.failed(new Broken("the scenario resets this connection"));
  }

  private void write(Body body, long length, long bytesPerSecond, Response response)
      throws IOException {
    long step = bytesPerSecond == 0 ? length : Math.max(1, bytesPerSecond / STEPS_PER_SECOND);
    Duration rest =
        bytesPerSecond == 0
            ? Duration.ZERO
            : Duration.ofNanos(step * 1_000_000_000L / bytesPerSecond);
    try (OutputStream out = new BlockingStream(response)) {
      for (long at = 0; at < length; at += step) {
        body.write(out, at, Math.min(length, at + step));
        if (at + step < length && !pauses.pause(rest)) {
          throw new Broken("the simulator is closing");
        }
      }
    }
  }

  private static void truncate(Body body, Response response) throws IOException {
    try (OutputStream out = new BlockingStream(response)) {
      body.write(out, 0, body.length() / 2);
    }
  }

  /** Writes through to the socket; closing it does not end the answer. */
  private static final class BlockingStream extends OutputStream {
    private final Content.Sink sink;

    BlockingStream(Content.Sink sink) {
      this.sink = sink;
    }

    @Override
    public void write(int single) throws IOException {
      write(new byte[] {(byte) single}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      Content.Sink.write(sink, false, ByteBuffer.wrap(bytes, offset, length));
    }
  }
}
