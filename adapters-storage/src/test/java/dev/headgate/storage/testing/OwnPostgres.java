package dev.headgate.storage.testing;

import dev.headgate.storage.postgres.connection.PostgresSettings;
import dev.headgate.storage.postgres.connection.PostgresUrl;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * A server that one test owns. It keeps its port and its data over {@link #stop} and {@link #kill}
 * until it is closed. Not thread-safe.
 */
public final class OwnPostgres implements AutoCloseable {

  private final Path data;
  private EmbeddedPostgres server;

  private OwnPostgres(Path data, EmbeddedPostgres server) {
    this.data = data;
    this.server = server;
  }

  static OwnPostgres start() {
    try {
      Path data = Files.createTempDirectory("headgate-postgres");
      return new OwnPostgres(data, launch(data, 0));
    } catch (IOException failed) {
      throw new UncheckedIOException("an embedded Postgres", failed);
    }
  }

  /** The address of its database {@code postgres}. */
  public PostgresUrl url() {
    return PostgresUrl.parse(
        "postgres://postgres@127.0.0.1:%d/postgres".formatted(server.getPort()));
  }

  /** The port it listens on. */
  public int port() {
    return server.getPort();
  }

  /** Its database with the schema of this program. */
  public PostgresSettings migrated() {
    PostgresSettings settings = PostgresSettings.of(url());
    RealPostgres.migrate(settings);
    return settings;
  }

  /** Shuts it down in order: connections are ended, everything is on disk. */
  public void stop() {
    try {
      server.close();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** Ends it as a loss of power would: all its processes at once. */
  public void kill() {
    signal("KILL");
    List<ProcessHandle> gone = processes();
    Awaitility.await().until(() -> gone.stream().noneMatch(ProcessHandle::isAlive));
    stop();
  }

  /** Starts it again on the same port and data. */
  public void restart() {
    int port = server.getPort();
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptions()
        .untilAsserted(() -> server = launch(data, port));
  }

  /** Stops all its processes where they are: connections stand, nothing answers. */
  public void freeze() {
    signal("STOP");
  }

  /** Lets a frozen server go on. */
  public void thaw() {
    signal("CONT");
  }

  @Override
  public void close() {
    stop();
    try (Stream<Path> files = Files.walk(data)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private void signal(String name) {
    for (ProcessHandle process : processes()) {
      try {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  /** The postmaster first, so that it cannot replace the others. */
  private List<ProcessHandle> processes() {
    try {
      long postmaster = Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).get(0));
      return ProcessHandle.of(postmaster).stream()
          .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
          .toList();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static EmbeddedPostgres launch(Path data, int port) throws IOException {
    return EmbeddedPostgres.builder()
        .setDataDirectory(data)
        .setCleanDataDirectory(false)
        .setPort(port)
        .setServerConfig("max_connections", "200")
        .setServerConfig("synchronous_commit", "on")
        .setPGStartupWait(Duration.ofSeconds(30))
        .start();
  }
}
