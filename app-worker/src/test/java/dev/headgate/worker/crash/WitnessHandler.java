package dev.headgate.worker.crash;

import dev.headgate.core.work.TaskHandler;
import dev.headgate.core.work.TaskOutcome;
import dev.headgate.core.work.TaskRun;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;

/**
 * A handler as a plugin brings it, which writes down each run and has one effect for each task: a
 * file of the task's name. It can end its process at a named point, as a test asks by environment.
 * It knows nothing but the SPI and the JDK.
 */
public final class WitnessHandler implements TaskHandler {
  static final String KIND = "witness";

  /** Where it writes: a folder with {@code history} and {@code effects}. */
  static final String FOLDER = "WITNESS_FOLDER";

  /** How long a task takes, in milliseconds. */
  static final String MILLIS = "WITNESS_MILLIS";

  /** Where the process ends by itself: {@code claimed} or {@code effected}. */
  static final String DIES = "WITNESS_DIES";

  private final Map<String, String> environment = System.getenv();
  private final Path folder = Path.of(environment.getOrDefault(FOLDER, "."));
  private final long millis = Long.parseLong(environment.getOrDefault(MILLIS, "0"));
  private final String dies = environment.getOrDefault(DIES, "");

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public TaskOutcome handle(TaskRun run) throws Exception {
    if (dies.equals("claimed")) {
      Runtime.getRuntime().halt(137);
    }
    write("begin", run);
    try {
      Thread.sleep(millis);
      effect(run);
      if (dies.equals("effected")) {
        Runtime.getRuntime().halt(137);
      }
      return new TaskOutcome.Done("{\"fence\":" + run.fence() + "}");
    } finally {
      write("end", run);
    }
  }

  private void effect(TaskRun run) throws IOException {
    try {
      Files.createFile(folder.resolve("effects").resolve(run.id().value()));
    } catch (FileAlreadyExistsException done) {
      // An earlier run of the task did it: the task's id is the key, so once is enough.
      write("again", run);
    }
  }

  private void write(String what, TaskRun run) throws IOException {
    long pid = ProcessHandle.current().pid();
    Files.writeString(
        folder.resolve("history").resolve(Long.toString(pid)),
        "%s %s %d %d%n".formatted(what, run.id(), run.fence(), System.currentTimeMillis()),
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  @Override
  public int concurrency() {
    return 16;
  }

  @Override
  public int attempts() {
    return MOST_ATTEMPTS;
  }

  @Override
  public long memory() {
    return 0;
  }
}
