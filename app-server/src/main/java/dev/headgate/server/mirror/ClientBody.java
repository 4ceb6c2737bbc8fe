package dev.headgate.server.mirror;

import dev.headgate.core.gateway.RequestBody;
import dev.headgate.core.protection.BodyMemory;
import dev.headgate.server.pipeline.Exchange;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * A client's request body, read from its connection as GitHub takes it. What was read before that,
 * to see what is asked, is kept and goes ahead.
 */
final class ClientBody implements RequestBody {
  private final Exchange request;
  private final BodyMemory memory;
  private byte[] begun = new byte[0];
  private volatile boolean consumed;
  private volatile int fault;

  private ClientBody(Exchange request, BodyMemory memory) {
    this.request = request;
    this.memory = memory;
  }

  /** The request's body; null where it has none. */
  static @Nullable RequestBody of(Exchange request, BodyMemory memory) {
    long length = request.getLength();
    boolean framed = length > 0 || request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING);
    boolean streams =
        request.getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_2 && length < 0;
    boolean bodyless =
        switch (request.getMethod()) {
          case "GET", "HEAD", "DELETE", "OPTIONS" -> true;
          default -> false;
        };
    return framed || (streams && !bodyless) ? new ClientBody(request, memory) : null;
  }

  @Override
  public long length() {
    return request.getLength();
  }

  @Override
  public byte @Nullable [] bytes(int max, Duration patience) throws IOException {
    if (length() > max) {
      return null;
    }
    AtomicLong taken = new AtomicLong();
    Request.addCompletionListener(request, failure -> memory.giveBack(taken.get()));
    BodyStart start;
    try {
      start = BodyStart.read(request, max, patience, count -> takes(count, taken));
    } catch (InterruptedIOException late) {
      // The gateway tells of the deadline that has passed.
      throw late;
    } catch (IOException broken) {
      throw noted(broken);
    }
    begun = start.bytes();
    return start.whole() ? begun : null;
  }

  private boolean takes(int count, AtomicLong taken) {
    boolean room = memory.take(count);
    taken.addAndGet(room ? count : 0);
    return room;
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    consumed = true;
    out.write(begun);
    boolean last = false;
    while (!last) {
      Content.Chunk piece = next();
      last = piece.isLast();
      try {
        byte[] bytes = new byte[piece.remaining()];
        piece.get(bytes, 0, bytes.length);
        out.write(bytes);
      } finally {
        piece.release();
      }
    }
  }

  /**
   * The status that tells the client what is wrong with its body: 400 or 408; 0 where nothing is. A
   * body that breaks off speaks against the client, not against GitHub.
   */
  int fault() {
    return fault;
  }

  /** It may come slowly, but not be silent for longer than a whole request may take. */
  private Content.Chunk next() throws IOException {
    try {
      return BodyStart.next(request, System.nanoTime() + request.timeout().toNanos());
    } catch (IOException broken) {
      throw noted(broken);
    }
  }

  private IOException noted(IOException broken) {
    boolean late =
        broken instanceof InterruptedIOException || broken.getCause() instanceof TimeoutException;
    fault = late ? 408 : 400;
    return broken;
  }

  @Override
  public boolean consumed() {
    return consumed;
  }
}
