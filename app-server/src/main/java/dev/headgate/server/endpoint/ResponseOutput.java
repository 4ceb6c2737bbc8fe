package dev.headgate.server.endpoint;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Blocker;

/** Sends what is written at once; blocks while the client does not take it. */
final class ResponseOutput extends OutputStream {
  private final Response response;

  ResponseOutput(Response response) {
    this.response = response;
  }

  @Override
  public void write(int one) throws IOException {
    write(new byte[] {(byte) one}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    if (length > 0) {
      send(ByteBuffer.wrap(bytes, from, length));
    }
  }

  /** Sends the head of the answer, if nothing was written yet. */
  @Override
  public void flush() throws IOException {
    send(ByteBuffer.allocate(0));
  }

  private void send(ByteBuffer bytes) throws IOException {
    try (Blocker.Callback written = Blocker.callback()) {
      response.write(false, bytes, written);
      written.block();
    }
  }
}
