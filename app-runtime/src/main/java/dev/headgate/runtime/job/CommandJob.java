package dev.headgate.runtime.job;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.headgate.core.job.JobOrder;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a command of this machine, kills it with its children at its deadline or when it is called
 * off, and keeps the end of what it said. Of this process's environment it sees the path only.
 */
final class CommandJob implements LocalJob {
  private static final Logger LOG = LoggerFactory.getLogger(CommandJob.class);
  private static final int KEPT = 2_000;

  private final LocalCommand command;

  CommandJob(LocalCommand command) {
    this.command = command;
  }

  @Override
  public String run(JobOrder order, Duration longest) throws InterruptedException {
    List<String> words = command.filled(order);
    if (words.isEmpty()) {
      LOG.info("job {}: its template has no command, so nothing is run", order.name());
      return "";
    }
    try {
      return ended(order, start(order, words), longest);
    } catch (IOException notStarted) {
      return "%s cannot be started".formatted(words.get(0));
    }
  }

  private static Process start(JobOrder order, List<String> words) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
    String path = System.getenv("PATH");
    builder.environment().clear();
    if (path != null) {
      builder.environment().put("PATH", path);
    }
    builder.environment().putAll(LocalCommand.variables(order));
    Process process = builder.start();
    process.getOutputStream().close();
    return process;
  }

  private static String ended(JobOrder order, Process process, Duration longest)
      throws InterruptedException {
    AtomicReference<String> said = new AtomicReference<>("");
    Thread reader = Thread.ofVirtual().name("job-output").start(() -> said.set(tail(process)));
    try {
      if (!process.waitFor(Math.max(1, longest.toMillis()), TimeUnit.MILLISECONDS)) {
        return "DeadlineExceeded: it still ran at its deadline";
      }
      reader.join(Duration.ofSeconds(1));
      int status = process.exitValue();
      LOG.info("job {} ended with status {}: {}", order.name(), status, said.get().strip());
      return status == 0 ? "" : "its command ended with status " + status;
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  /** The end of what it says, however much it is. */
  private static String tail(Process process) {
    StringBuilder tail = new StringBuilder();
    byte[] buffer = new byte[4096];
    try (InputStream output = process.getInputStream()) {
      for (int read = output.read(buffer); read >= 0; read = output.read(buffer)) {
        tail.append(new String(buffer, 0, read, UTF_8));
        tail.delete(0, Math.max(0, tail.length() - KEPT));
      }
    } catch (IOException killed) {
      // What it said until then is what there is.
      LOG.debug("a job's output ended: {}", killed.getMessage());
    }
    return tail.toString();
  }
}
