package dev.headgate.github.upstream;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A server that says exactly what a script makes it say, right or wrong. */
final class RawServer implements AutoCloseable {
  /** What one connection does. */
  interface Script {
    void run(Connection connection) throws IOException;
  }

  private final ServerSocket listening;
  private final List<Connection> connections = new CopyOnWriteArrayList<>();
  private final List<String> heads = new CopyOnWriteArrayList<>();
  private final AtomicInteger accepted = new AtomicInteger();

  RawServer(Script script) throws IOException {
    listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(() -> accept(script));
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + listening.getLocalPort());
  }

  /** Request line and header of every request so far. */
  List<String> heads() {
    return heads;
  }

  int accepted() {
    return accepted.get();
  }

  @Override
  public void close() throws IOException {
    listening.close();
    for (Connection connection : connections) {
      connection.socket.close();
    }
  }

  private void accept(Script script) {
    while (!listening.isClosed()) {
      try {
        Connection connection = new Connection(listening.accept(), accepted.incrementAndGet());
        connections.add(connection);
        Thread.ofVirtual().start(() -> run(script, connection));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private static void run(Script script, Connection connection) {
    try (Socket socket = connection.socket) {
      script.run(connection);
      if (!socket.isClosed()) {
        socket.shutdownOutput();
      }
    } catch (IOException gone) {
      // The other side went first, which is what many scripts are about.
      return;
    }
  }

  /** One connection, counted from 1. */
  final class Connection {
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final int number;

    Connection(Socket socket, int number) throws IOException {
      this.socket = socket;
      this.number = number;
      in = socket.getInputStream();
      out = socket.getOutputStream();
    }

    int number() {
      return number;
    }

    /** Reads up to the end of a header; throws when the connection ends before. */
    String head() throws IOException {
      var bytes = new ByteArrayOutputStream();
      while (true) {
        int b = in.read();
        if (b < 0) {
          throw new IOException("closed");
        }
        bytes.write(b);
        String text = bytes.toString(StandardCharsets.ISO_8859_1);
        if (text.endsWith("\r\n\r\n")) {
          String head = bytes.toString(StandardCharsets.UTF_8);
          heads.add(head);
          return head;
        }
      }
    }

    byte[] read(int count) throws IOException {
      return in.readNBytes(count);
    }

    void say(String text) throws IOException {
      say(text.getBytes(StandardCharsets.UTF_8));
    }

    void say(byte[] bytes) throws IOException {
      out.write(bytes);
      out.flush();
    }

    /** Waits until the other side closes. */
    void hang() throws IOException {
      in.transferTo(OutputStream.nullOutputStream());
    }

    /** Goes on after some milliseconds, or throws when the other side has closed. */
    void pause(int millis) throws IOException {
      socket.setSoTimeout(millis);
      try {
        if (in.read() < 0) {
          throw new IOException("closed");
        }
      } catch (SocketTimeoutException passed) {
        socket.setSoTimeout(0);
      }
    }

    /** Closes with a TCP reset. */
    void reset() throws IOException {
      socket.setSoLinger(true, 0);
      socket.close();
    }
  }

  /** A server for a script, its checked exception aside. */
  static RawServer of(Script script) {
    try {
      return new RawServer(script);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
