package dev.headgate.server.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** An upstream that answers every request without a body with the same bytes, then closes. */
public final class CannedGitHub implements AutoCloseable {
  private final ServerSocket listener;
  private final byte[] answer;
  private final List<String> heads = new CopyOnWriteArrayList<>();

  private CannedGitHub(ServerSocket listener, byte[] answer) {
    this.listener = listener;
    this.answer = answer;
  }

  /** Listens from now on; the answer's lines are the head, an empty one and the body. */
  public static CannedGitHub answering(String... lines) {
    try {
      ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
      CannedGitHub github =
          new CannedGitHub(listener, String.join("\r\n", lines).getBytes(ISO_8859_1));
      Thread.ofVirtual().start(github::accept);
      return github;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** Where it listens. */
  public String url() {
    return "http://127.0.0.1:" + listener.getLocalPort();
  }

  /** The request lines and fields that arrived for paths with that beginning. */
  public List<String> heads(String path) {
    return heads.stream().filter(head -> head.contains(" " + path)).toList();
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private void accept() {
    while (!listener.isClosed()) {
      serve();
    }
  }

  private void serve() {
    try (Socket socket = listener.accept()) {
      heads.add(head(socket.getInputStream()));
      socket.getOutputStream().write(answer);
      socket.getOutputStream().flush();
    } catch (IOException gone) {
      // The other side has left, or this one is closed, which ends the loop.
      return;
    }
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    int next = in.read();
    while (next >= 0 && head.indexOf("\r\n\r\n") < 0) {
      head.append((char) next);
      next = head.indexOf("\r\n\r\n") < 0 ? in.read() : -1;
    }
    return head.toString();
  }
}
