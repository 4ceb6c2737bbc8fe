package dev.headgate.server.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.headgate.server.endpoint.Answer;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.time.Duration;

/**
 * What one listener is sent: what was, then every second what is. Between two beats that differ by
 * one only what changed is sent; who missed one is sent everything. Comes to its end when the
 * server stops.
 */
final class EventStream implements Answer.Stream {
  private static final byte[] HELLO = "retry: 1000\n\n".getBytes(UTF_8);
  private static final byte[] HEARTBEAT = ": still here\n\n".getBytes(UTF_8);

  private final Listener listener;
  private final Broadcast broadcast;
  private final Pulse pulse;
  private final Duration heartbeat;
  private long seen;

  /**
   * A stream to that listener.
   *
   * @param seen the latest beat that he has seen; 0 for none
   */
  EventStream(Listener listener, Broadcast broadcast, Pulse pulse, Duration heartbeat, long seen) {
    this.listener = listener;
    this.broadcast = broadcast;
    this.pulse = pulse;
    this.heartbeat = heartbeat;
    this.seen = seen;
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    try {
      listener.write(out, HELLO);
      if (seen == 0) {
        listener.write(out, pulse.past());
      }
      pulse.awake();
      while (!broadcast.closed()) {
        next(out);
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("the stream is cut off");
    }
  }

  private void next(OutputStream out) throws IOException, InterruptedException {
    Event event = broadcast.after(seen, heartbeat);
    if (event != null) {
      listener.write(out, seen > 0 && event.id() == seen + 1 ? event.change() : event.whole());
      seen = event.id();
    } else if (!broadcast.closed()) {
      listener.write(out, HEARTBEAT);
    }
  }

  @Override
  public void close() {
    listener.close();
  }
}
