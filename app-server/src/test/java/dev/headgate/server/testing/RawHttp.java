package dev.headgate.server.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Locale;

/**
 * An answer as its bytes came over the connection, one character each.
 *
 * @param head the status line and the fields
 * @param body everything behind the empty line
 */
public record RawHttp(String head, String body) {
  private static final int PATIENCE_MS = 20_000;

  /** Sends these lines and an empty one, and reads until the server closes. */
  public static RawHttp exchange(URI server, String... lines) {
    return send(server, String.join("\r\n", lines) + "\r\n\r\n");
  }

  /** Sends these bytes, and reads until the server closes. */
  public static RawHttp send(URI server, String bytes) {
    try (Socket socket = new Socket(server.getHost(), server.getPort())) {
      socket.setSoTimeout(PATIENCE_MS);
      socket.getOutputStream().write(bytes.getBytes(ISO_8859_1));
      socket.getOutputStream().flush();
      return parse(new String(socket.getInputStream().readAllBytes(), ISO_8859_1));
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /** An answer out of its characters. */
  public static RawHttp parse(String text) {
    int end = text.indexOf("\r\n\r\n");
    return end < 0
        ? new RawHttp(text, "")
        : new RawHttp(text.substring(0, end), text.substring(end + 4));
  }

  /** The status code. */
  public int status() {
    return Integer.parseInt(head.split(" ", 3)[1]);
  }

  /** All values of a field. */
  public List<String> values(String name) {
    String start = name.toLowerCase(Locale.ROOT) + ":";
    return head.lines()
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(start))
        .map(line -> line.substring(start.length()).strip())
        .toList();
  }
}
