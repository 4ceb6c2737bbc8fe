package dev.headgate.storage.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import redis.embedded.core.ExecutableProvider;

/** One process of the embedded server's binary, in a folder of its own. Not thread-safe. */
final class RedisProcess implements AutoCloseable {

  /** Below the range that the system hands out for outgoing connections. */
  private static final int FIRST_PORT = 10_000;

  private static final int LAST_PORT = 21_999;

  /** A node of a cluster listens this much higher as well. */
  private static final int CLUSTER_BUS = 10_000;

  private final Path folder;
  private final int port;
  private final List<String> options;
  private Process process;
  private int tlsPort;

  private RedisProcess(Path folder, int port, List<String> options) {
    this.folder = folder;
    this.port = port;
    this.options = options;
    this.process = launch();
    Runtime.getRuntime().addShutdownHook(new Thread(this::close, "end-redis"));
  }

  /** A running server on a free port; options as on its command line, without the dashes. */
  static RedisProcess start(String... options) {
    try {
      Path folder = Files.createTempDirectory("headgate-redis");
      return new RedisProcess(folder, freePort(), List.of(options));
    } catch (IOException failed) {
      throw new UncheckedIOException("an embedded Redis", failed);
    }
  }

  /** The same that speaks TLS on a second port. */
  static RedisProcess secured(TestCertificate certificate, String... more) {
    int tls = freePort();
    List<String> options =
        new ArrayList<>(
            List.of(
                "save ",
                "tls-port " + tls,
                "tls-cert-file " + certificate.certificate(),
                "tls-key-file " + certificate.key(),
                "tls-auth-clients no"));
    options.addAll(List.of(more));
    RedisProcess process = start(options.toArray(String[]::new));
    process.tlsPort = tls;
    return process;
  }

  int tlsPort() {
    return tlsPort;
  }

  int port() {
    return port;
  }

  /** Sends one command and gives back the first line of the answer. */
  String command(String... words) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
      socket.setSoTimeout(10_000);
      StringBuilder request = new StringBuilder("*" + words.length + "\r\n");
      for (String word : words) {
        request.append("$%d\r\n%s\r\n".formatted(word.getBytes(UTF_8).length, word));
      }
      socket.getOutputStream().write(request.toString().getBytes(UTF_8));
      var answer = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
      String line = String.valueOf(answer.readLine());
      return line.startsWith("$") ? readBulk(answer, Integer.parseInt(line.substring(1))) : line;
    } catch (IOException failed) {
      throw new UncheckedIOException(String.join(" ", words), failed);
    }
  }

  private static String readBulk(BufferedReader answer, int length) throws IOException {
    char[] text = new char[length];
    int read = 0;
    for (int more = 0; more >= 0 && read < length; read += Math.max(0, more)) {
      more = answer.read(text, read, length - read);
    }
    return new String(text, 0, read);
  }

  void shutDown() {
    process.destroy();
    awaitEnd();
  }

  void kill() {
    process.destroyForcibly();
    awaitEnd();
  }

  void restart() {
    process = launch();
  }

  void signal(String name) {
    try {
      new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    kill();
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private Process launch() {
    List<String> command = new ArrayList<>(List.of(Binary.FILE.getPath()));
    command.addAll(List.of("--port", Integer.toString(port), "--bind", "127.0.0.1"));
    command.addAll(List.of("--dir", folder.toString()));
    options.forEach(option -> command.addAll(List.of(("--" + option).split(" ", -1))));
    try {
      Process started =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
              .start();
      Awaitility.await()
          .pollInterval(Duration.ofMillis(10))
          .atMost(Duration.ofSeconds(30))
          .until(() -> answers() || !started.isAlive());
      if (!started.isAlive()) {
        throw new IllegalStateException("Redis ended: " + Files.readString(folder.resolve("log")));
      }
      return started;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private boolean answers() {
    try {
      String answer = command("PING");
      return answer.equals("+PONG") || answer.startsWith("-NOAUTH");
    } catch (UncheckedIOException notYet) {
      return false;
    }
  }

  private void awaitEnd() {
    try {
      process.waitFor();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static int freePort() {
    int port;
    do {
      port = ThreadLocalRandom.current().nextInt(FIRST_PORT, LAST_PORT);
    } while (!isFree(port) || !isFree(port + CLUSTER_BUS));
    return port;
  }

  private static boolean isFree(int port) {
    try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return free.isBound();
    } catch (IOException taken) {
      return false;
    }
  }

  private static final class Binary {
    static final File FILE = unpack();

    private static File unpack() {
      try {
        return ExecutableProvider.newJarResourceProvider().get();
      } catch (IOException failed) {
        throw new UncheckedIOException("the embedded Redis", failed);
      }
    }
  }
}
