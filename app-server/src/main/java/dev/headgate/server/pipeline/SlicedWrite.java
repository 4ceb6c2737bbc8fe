package dev.headgate.server.pipeline;

import java.nio.ByteBuffer;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.IteratingNestedCallback;

/**
 * Writes a long body slice by slice. A channel copies all that it is given out of the heap, each
 * time that it can send some of it: of a long body that would be much memory, and much copying for
 * a client that takes it slowly.
 */
final class SlicedWrite extends IteratingNestedCallback {
  static final int SLICE = 128 * 1024;

  private final Response response;
  private final byte[] body;
  private int written;

  SlicedWrite(Response response, byte[] body, Callback callback) {
    super(callback);
    this.response = response;
    this.body = body;
  }

  @Override
  protected Action process() {
    if (written == body.length) {
      return Action.SUCCEEDED;
    }
    int length = Math.min(SLICE, body.length - written);
    ByteBuffer slice = ByteBuffer.wrap(body, written, length).slice();
    written += length;
    response.write(written == body.length, slice, this);
    return Action.SCHEDULED;
  }
}
