package dev.headgate.worker.crash;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The worker's executable in a JVM of its own. */
public final class ChildWorker {
  private static final Pattern READY = Pattern.compile("health and metrics on (https?://\\S+)");

  private final Process process;
  private final Path output;
  private volatile @Nullable Instant ended;
  private volatile long ready;

  /** Starts it with these settings in its environment and no others. */
  public ChildWorker(Path folder, Map<String, String> settings, String... arguments)
      throws IOException {
    this("dev.headgate.worker.WorkerMain", folder, settings, arguments);
  }

  /** The same with a main class of a test's own. */
  public ChildWorker(String main, Path folder, Map<String, String> settings, String... arguments)
      throws IOException {
    output = Files.createTempFile(folder, "worker", ".log");
    ProcessBuilder builder =
        new ProcessBuilder(
            Stream.concat(
                    Stream.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx96m",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Dguice_bytecode_gen_option=DISABLED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        main),
                    Stream.of(arguments))
                .toList());
    builder.environment().clear();
    builder.environment().putAll(settings);
    builder.redirectErrorStream(true).redirectOutput(output.toFile());
    process = builder.start();
  }

  long pid() {
    return process.pid();
  }

  /** Whether it takes tasks. */
  public boolean ready() {
    if (ready == 0 && READY.matcher(output()).find()) {
      ready = System.nanoTime();
    }
    return ready != 0 && process.isAlive();
  }

  /** Whether it has been seen to be ready for so long. */
  boolean readyFor(Duration time) {
    return ready() && System.nanoTime() - ready >= time.toNanos();
  }

  /** Whether it runs. */
  public boolean alive() {
    return process.isAlive();
  }

  /** Where its health and metrics are. */
  public URI url() {
    Matcher ready = READY.matcher(output());
    if (!ready.find()) {
      throw new IllegalStateException("not ready: " + output());
    }
    return URI.create(ready.group(1));
  }

  /** Everything it wrote. */
  public String output() {
    try {
      return Files.readString(output);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** When it was seen to have ended; null while it runs. */
  @Nullable Instant ended() {
    return process.isAlive() ? null : ended == null ? Instant.now() : ended;
  }

  /** SIGKILL. */
  public void kill() {
    process.destroyForcibly();
    exit();
  }

  /** SIGTERM. */
  public void terminate() {
    process.destroy();
  }

  /** Its status, once it has ended. */
  public int exit() {
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        throw new IllegalStateException("the worker does not end: " + output());
      }
      if (ended == null) {
        ended = Instant.now();
      }
      return process.exitValue();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(stopped);
    }
  }

  void freeze() throws IOException, InterruptedException {
    signal("STOP");
  }

  void thaw() throws IOException, InterruptedException {
    signal("CONT");
  }

  private void signal(String name) throws IOException, InterruptedException {
    int status =
        new ProcessBuilder(List.of("kill", "-" + name, Long.toString(process.pid())))
            .inheritIO()
            .start()
            .waitFor();
    if (status != 0) {
      throw new IOException("kill -" + name + ": status " + status);
    }
  }
}
