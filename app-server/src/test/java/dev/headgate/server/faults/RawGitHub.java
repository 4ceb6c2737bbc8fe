package dev.headgate.server.faults;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.GZIPOutputStream;

/**
 * A GitHub of raw bytes, for answers that no HTTP server would send: each GET is answered by the
 * bytes at hand, and the connection is closed after them.
 */
final class RawGitHub implements AutoCloseable {
  private final ServerSocket listener;
  private final ExecutorService connections = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicReference<byte[]> answer = new AtomicReference<>(new byte[0]);
  private final AtomicInteger reads = new AtomicInteger();
  private final AtomicLong uploaded = new AtomicLong();
  private final AtomicInteger abandoned = new AtomicInteger();
  private volatile boolean hanging;

  RawGitHub() throws IOException {
    listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    connections.execute(this::accept);
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + listener.getLocalPort());
  }

  /** The bytes of every answer from now on; the probe is always answered well. */
  void answer(byte[] bytes) {
    answer.set(bytes);
  }

  /** Answers nothing from now on, and waits for the other end to leave. */
  void hang() {
    hanging = true;
  }

  /** How often the other end left while it was kept waiting. */
  int abandoned() {
    return abandoned.get();
  }

  /** How many requests came, apart from the probe's. */
  int reads() {
    return reads.get();
  }

  /** How many bytes of bodies have arrived so far. */
  long uploaded() {
    return uploaded.get();
  }

  /** An answer with a body of stated length. */
  static byte[] sized(byte[] body) {
    return joined("Content-Length: " + body.length, body);
  }

  /** An answer with a compressed body of stated length. */
  static byte[] gzipped(byte[] body) {
    byte[] packed = gzip(body);
    return joined("Content-Encoding: gzip\r\nContent-Length: " + packed.length, packed);
  }

  /** An answer in chunks of at most {@code most} bytes. */
  static byte[] chunked(byte[] body, int most) {
    return joined("Transfer-Encoding: chunked", chunks(body, most));
  }

  /** A compressed answer in chunks. */
  static byte[] gzippedChunks(byte[] body, int most) {
    return joined("Content-Encoding: gzip\r\nTransfer-Encoding: chunked", chunks(gzip(body), most));
  }

  private static byte[] chunks(byte[] body, int most) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int at = 0; at < body.length; at += most) {
      int length = Math.min(most, body.length - at);
      out.writeBytes((Integer.toHexString(length) + "\r\n").getBytes(ISO_8859_1));
      out.write(body, at, length);
      out.writeBytes("\r\n".getBytes(ISO_8859_1));
    }
    out.writeBytes("0\r\n\r\n".getBytes(ISO_8859_1));
    return out.toByteArray();
  }

  private static byte[] joined(String framing, byte[] body) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    String head =
        "HTTP/1.1 200 OK\r\n"
            + "Content-Type: application/octet-stream\r\n"
            + "ETag: \"0123456789abcdef0123456789abcdef\"\r\n"
            + "Cache-Control: private, max-age=60\r\n"
            + "Connection: close\r\n"
            + framing
            + "\r\n\r\n";
    out.writeBytes(head.getBytes(ISO_8859_1));
    out.writeBytes(body);
    return out.toByteArray();
  }

  private static byte[] gzip(byte[] body) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(body);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return out.toByteArray();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        connections.execute(() -> serve(socket));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket;
        BufferedReader in =
            new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
        OutputStream out = socket.getOutputStream()) {
      String first = in.readLine();
      long length = 0;
      for (String line = first; line != null && !line.isEmpty(); ) {
        line = in.readLine();
        if (line != null && line.regionMatches(true, 0, "Content-Length:", 0, 15)) {
          length = Long.parseLong(line.substring(15).strip());
        }
      }
      take(in, length);
      if (first == null || first.contains("/rate_limit")) {
        out.write(sized("{}".getBytes(ISO_8859_1)));
      } else if (hanging) {
        reads.incrementAndGet();
        awaitEnd(in);
      } else {
        reads.incrementAndGet();
        out.write(answer.get());
      }
    } catch (IOException gone) {
      // The other end has left: the test sees what became of its request.
      return;
    }
  }

  private void awaitEnd(Reader in) {
    try {
      in.transferTo(Writer.nullWriter());
      abandoned.incrementAndGet();
    } catch (IOException reset) {
      abandoned.incrementAndGet();
    }
  }

  private void take(Reader in, long length) throws IOException {
    char[] chunk = new char[8192];
    for (long left = length; left > 0; ) {
      int read = in.read(chunk, 0, (int) Math.min(chunk.length, left));
      if (read < 0) {
        throw new EOFException("the body broke off");
      }
      left -= read;
      uploaded.addAndGet(read);
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    connections.shutdownNow();
  }
}
