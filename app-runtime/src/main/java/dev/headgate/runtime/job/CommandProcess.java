package dev.headgate.runtime.job;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.headgate.core.job.JobName;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A process of this machine. Of this process's environment, which has secrets, it sees the search
 * path and the language alone. What it prints goes to the log, the first {@value #MOST_LOGGED}
 * bytes of it.
 */
final class CommandProcess implements LocalProcess {
  private static final Logger LOG = LoggerFactory.getLogger("dev.headgate.jobs");
  private static final int MOST_LOGGED = 64 * 1024;
  private static final List<String> SEEN =
      List.of("PATH", "LANG", "LC_ALL", "TMPDIR", "SystemRoot");

  private final JobName name;
  private final Process process;
  private final AtomicBoolean late = new AtomicBoolean();

  /**
   * Starts it.
   *
   * @param command the program and its arguments; no shell looks at them
   * @throws IOException if the program cannot be started
   */
  CommandProcess(JobName name, List<String> command) throws IOException {
    this.name = name;
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    Map<String, String> environment = builder.environment();
    environment.keySet().retainAll(SEEN);
    environment.put("HEADGATE_JOB", name.value());
    process = builder.start();
  }

  @Override
  public void begin(Duration longest, Consumer<End> whenEnded) {
    Thread.ofVirtual().name("job-output-" + name).start(this::log);
    var _ =
        new CompletableFuture<Void>()
            .completeOnTimeout(null, longest.toNanos(), TimeUnit.NANOSECONDS)
            .thenRun(this::tooLate);
    var _ = process.onExit().thenAcceptAsync(ended -> whenEnded.accept(end(ended.exitValue())));
  }

  @Override
  public void kill() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  private void tooLate() {
    if (process.isAlive()) {
      late.set(true);
      kill();
    }
  }

  private End end(int status) {
    if (late.get()) {
      return End.badly("its deadline passed");
    }
    return status == 0 ? End.WELL : End.badly("it ended with status " + status);
  }

  /** Reads to the end whatever happens, or the process would wait for its reader. */
  private void log() {
    byte[] block = new byte[4096];
    int logged = 0;
    try (InputStream output = process.getInputStream()) {
      for (int read = output.read(block); read >= 0; read = output.read(block)) {
        if (logged < MOST_LOGGED) {
          logged += read;
          LOG.info("{}: {}", name, new String(block, 0, read, UTF_8).strip());
        }
      }
    } catch (IOException closed) {
      LOG.debug("{}: no more output", name, closed);
    }
  }
}
