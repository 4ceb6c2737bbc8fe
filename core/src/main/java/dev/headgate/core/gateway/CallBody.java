package dev.headgate.core.gateway;

import dev.headgate.core.graphql.GraphqlCall;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;

/** The body of a GraphQL call that was read: it is sent as it came, as often as need be. */
final class CallBody implements RequestBody {
  private final byte[] bytes;
  private final GraphqlCall call;

  private CallBody(byte[] bytes) {
    this.bytes = bytes;
    this.call = GraphqlCall.of(bytes);
  }

  /**
   * The same request with its body read, unless that is too long.
   *
   * @throws IOException when the client does not send all of it in time
   */
  static ApiRequest read(ApiRequest request, Instant now) throws IOException {
    RequestBody body = request.body();
    byte[] bytes = body == null ? null : body.bytes(GraphqlCall.LONGEST, request.left(now));
    return bytes == null ? request : request.with(new CallBody(bytes));
  }

  /** What came of a request whose body could not be read. */
  static Reply failure(IOException broken) {
    return broken instanceof InterruptedIOException
        ? new Reply.Failed(
            FailureKind.TIMEOUT, "the request's body did not come in time", Duration.ZERO)
        : new Reply.Failed(
            FailureKind.CANCELLED, "the client broke its request off", Duration.ZERO);
  }

  GraphqlCall call() {
    return call;
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
    out.write(bytes);
  }

  @Override
  public boolean consumed() {
    return false;
  }
}
