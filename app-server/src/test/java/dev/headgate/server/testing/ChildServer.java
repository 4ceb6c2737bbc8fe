package dev.headgate.server.testing;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The program in a JVM of its own, its heap bounded, its output in files. */
public final class ChildServer implements AutoCloseable {
  private static final Pattern LISTENING = Pattern.compile("listening on (http://[0-9.:]+)");
  private static final Duration LONGEST = Duration.ofMinutes(2);

  private final Process process;
  private final Path out;
  private final Path err;

  /** Starts {@code command} with these settings in its environment and no others. */
  public ChildServer(Path directory, Map<String, String> settings, String... command)
      throws IOException {
    this(directory, 128, settings, command);
  }

  /** The same with a heap of that many MiB. */
  public ChildServer(Path directory, int heap, Map<String, String> settings, String... command)
      throws IOException {
    this(System.getProperty("java.class.path"), directory, heap, settings, command);
  }

  /** The same out of that class path: another build. */
  public ChildServer(
      String classPath, Path directory, int heap, Map<String, String> settings, String... command)
      throws IOException {
    out = Files.createTempFile(directory, "child", ".out");
    err = Files.createTempFile(directory, "child", ".err");
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.add("-Xmx" + heap + "m");
    line.add("-XX:+ExitOnOutOfMemoryError");
    line.add("-Dguice_bytecode_gen_option=DISABLED");
    line.add("-cp");
    line.add(classPath);
    line.add("dev.headgate.server.HeadgateMain");
    line.addAll(List.of(command));
    ProcessBuilder builder = new ProcessBuilder(line);
    builder.environment().clear();
    builder.environment().putAll(settings);
    builder.redirectOutput(out.toFile());
    builder.redirectError(err.toFile());
    process = builder.start();
  }

  /** A server in front of that GitHub, on a free port unless {@code settings} say otherwise. */
  public static ChildServer inFrontOf(URI github, Path directory) throws IOException {
    return new ChildServer(
        directory, Map.of("GITHUB_API_URL", github.toString(), "SERVER_PORT", "0"), "server");
  }

  /** Where it listens, once it does. */
  public URI url() {
    return await()
        .atMost(LONGEST)
        .pollInterval(Duration.ofMillis(10))
        .until(this::listening, url -> !url.toString().isEmpty());
  }

  private URI listening() {
    if (!process.isAlive()) {
      throw new IllegalStateException("the child ended: " + output() + errors());
    }
    Matcher listening = LISTENING.matcher(output());
    return URI.create(listening.find() ? listening.group(1) : "");
  }

  /** Whether it runs. */
  public boolean alive() {
    return process.isAlive();
  }

  /** What it wrote to standard output so far. */
  public String output() {
    return read(out);
  }

  /** What it wrote to standard error so far. */
  public String errors() {
    return read(err);
  }

  /** Its status, once it has ended. */
  public int exit() {
    await().atMost(LONGEST).pollInterval(Duration.ofMillis(10)).until(() -> !process.isAlive());
    return process.exitValue();
  }

  /** SIGTERM. */
  public void terminate() {
    process.destroy();
  }

  /** SIGHUP. */
  public void hangUp() throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-HUP", String.valueOf(process.pid())).start().waitFor();
  }

  /** SIGKILL. */
  public void kill() {
    process.destroyForcibly();
  }

  @Override
  public void close() {
    kill();
    exit();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
