package dev.headgate.worker.job;

import dev.headgate.core.job.JobLauncher;
import dev.headgate.core.job.JobName;
import dev.headgate.core.job.JobOrder;
import dev.headgate.core.job.JobState;
import dev.headgate.core.job.JobStatus;
import dev.headgate.core.job.Launch;
import dev.headgate.core.queue.TaskId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A cluster in a folder that all processes share. A job is a file, made once as an API server makes
 * an object once, and it runs until there is another that says that it ended. Of each that is made
 * it is written down how many ran then, unless its maker dies meanwhile; while there is a file
 * {@code hang} nobody hears of what was made.
 */
final class FolderCluster implements JobLauncher {
  private final Path folder;

  FolderCluster(Path folder) {
    this.folder = folder;
  }

  /** How many jobs ran just after each was made, itself included. */
  List<Integer> running() {
    try {
      Path log = folder.resolve("made");
      return Files.exists(log)
          ? Files.readAllLines(log).stream().map(Integer::valueOf).toList()
          : List.of();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  void hang(boolean now) {
    try {
      if (now) {
        Files.writeString(folder.resolve("hang"), "");
      } else {
        Files.delete(folder.resolve("hang"));
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  void end(JobName name) {
    try {
      Files.writeString(file(name, ".end"), "");
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  @Override
  public Launch launch(JobOrder order, Instant now) {
    try {
      Path file = file(order.name(), ".job");
      String text = String.join("\n", order.task().value(), order.key(), now.toString());
      Path written = Files.writeString(Files.createTempFile(folder, "new", ""), text);
      try {
        // A link is there whole or not at all, and not where there is one already.
        Files.createLink(file, written);
        Files.writeString(
            folder.resolve("made"),
            active().getOrDefault(order.namespace(), 0) + "\n",
            StandardOpenOption.CREATE,
            StandardOpenOption.APPEND);
      } catch (FileAlreadyExistsException known) {
        return new Launch.Started(status(order.namespace(), order.name(), now).orElseThrow());
      } finally {
        Files.delete(written);
      }
      if (Files.exists(folder.resolve("hang"))) {
        new CountDownLatch(1).await();
      }
      return new Launch.Started(status(order.namespace(), order.name(), now).orElseThrow());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", stopped);
    }
  }

  @Override
  public Optional<JobStatus> status(String namespace, JobName name, Instant now) {
    try {
      List<String> lines = Files.readAllLines(file(name, ".job"));
      boolean ended = Files.exists(file(name, ".end"));
      return Optional.of(
          new JobStatus(
              name,
              namespace,
              new TaskId(lines.get(0)),
              "build",
              lines.get(1),
              ended ? JobState.SUCCEEDED : JobState.RUNNING,
              Instant.parse(lines.get(2)),
              ended ? now : null,
              null));
    } catch (NoSuchFileException none) {
      return Optional.empty();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  @Override
  public boolean cancel(String namespace, JobName name, Instant now) {
    try {
      return Files.deleteIfExists(file(name, ".job"));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  @Override
  public List<JobStatus> jobs() {
    try (Stream<Path> files = Files.list(folder)) {
      List<JobStatus> jobs = new ArrayList<>();
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        if (name.endsWith(".job")) {
          JobName job = new JobName(name.substring(0, name.length() - 4));
          status("default", job, Instant.EPOCH).ifPresent(jobs::add);
        }
      }
      return jobs;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  @Override
  public Map<String, Integer> active() {
    Map<String, Integer> active = new HashMap<>();
    jobs().stream()
        .filter(job -> !job.state().ended())
        .forEach(job -> active.merge(job.namespace(), 1, Integer::sum));
    return active;
  }

  @Override
  public boolean current() {
    return true;
  }

  @Override
  public Runnable listen(Consumer<JobStatus> listener) {
    return () -> {};
  }

  private Path file(JobName name, String suffix) {
    return folder.resolve(name.value() + suffix);
  }
}
