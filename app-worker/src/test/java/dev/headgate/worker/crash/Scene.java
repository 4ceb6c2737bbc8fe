package dev.headgate.worker.crash;

import dev.headgate.core.priority.Priority;
import dev.headgate.core.queue.Enqueued;
import dev.headgate.core.queue.NewTask;
import dev.headgate.core.queue.Task;
import dev.headgate.core.queue.TaskId;
import dev.headgate.core.queue.TaskQueue;
import dev.headgate.core.queue.TaskState;
import dev.headgate.core.work.TaskHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/** Worker processes over one queue, what they wrote down, and what became of the tasks. */
final class Scene implements AutoCloseable {
  private final Path folder;
  private final TaskQueue queue;
  private final Map<String, String> store;
  private final List<ChildWorker> workers = new ArrayList<>();
  private final List<TaskId> tasks = new ArrayList<>();

  Scene(Path folder, TaskQueue queue, Map<String, String> store) throws IOException {
    this.folder = folder;
    this.queue = queue;
    this.store = store;
    Files.createDirectories(folder.resolve("history"));
    Files.createDirectories(folder.resolve("effects"));
    Files.createDirectories(folder.resolve("plugins"));
    writeJar(folder.resolve("plugins/witness.jar"), WitnessHandler.class);
  }

  static void writeJar(Path jar, Class<?> handler) throws IOException {
    String name = handler.getName().replace('.', '/') + ".class";
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file);
        InputStream code = handler.getClassLoader().getResourceAsStream(name)) {
      out.putNextEntry(new JarEntry(name));
      code.transferTo(out);
      out.putNextEntry(new JarEntry("META-INF/services/" + TaskHandler.class.getName()));
      out.write(handler.getName().getBytes(StandardCharsets.UTF_8));
    }
  }

  /** A worker process; {@code settings} are names and values beside those of the store. */
  ChildWorker worker(String... settings) throws IOException {
    return workerBy(store, settings);
  }

  /** The same with the store reached in that way. */
  ChildWorker workerBy(Map<String, String> way, String... settings) throws IOException {
    Map<String, String> environment = new HashMap<>(way);
    environment.put("WORKER_LEASE", "3s");
    environment.put("GITHUB_API_URL", "http://127.0.0.1:9");
    environment.put("PLUGINS_DIRECTORY", folder.resolve("plugins").toString());
    environment.put(WitnessHandler.FOLDER, folder.toString());
    for (int i = 0; i < settings.length; i += 2) {
      environment.put(settings[i], settings[i + 1]);
    }
    ChildWorker worker = new ChildWorker(folder, environment);
    workers.add(worker);
    return worker;
  }

  void enqueue(int count) {
    Instant now = Instant.now();
    for (int from = 0; from < count; from += 500) {
      List<NewTask> page = new ArrayList<>();
      for (int i = from; i < Math.min(count, from + 500); i++) {
        TaskId id = new TaskId("task-%06d".formatted(tasks.size()));
        tasks.add(id);
        page.add(
            new NewTask(
                id,
                WitnessHandler.KIND,
                Priority.NORMAL,
                "caller",
                "{}",
                null,
                null,
                null,
                null,
                "request"));
      }
      List<Enqueued> all = queue.enqueueAll(page, 1_000_000, now);
      if (!all.stream().allMatch(one -> one instanceof Enqueued.Accepted)) {
        throw new IllegalStateException("not all were accepted");
      }
    }
  }

  Task task(int number) {
    return queue.find(tasks.get(number)).orElseThrow();
  }

  /** Whether nothing waits or runs any more, by what the queue counts. */
  boolean idle() {
    return queue.depths(Instant.now()).stream()
        .allMatch(depth -> depth.queued() + depth.waiting() + depth.running() == 0);
  }

  /** How many tasks are in each state; those that are not known any more are missing. */
  Map<TaskState, Integer> states() {
    Map<TaskState, Integer> states = new EnumMap<>(TaskState.class);
    for (TaskId id : tasks) {
      queue.find(id).ifPresent(task -> states.merge(task.state(), 1, Integer::sum));
    }
    return states;
  }

  long effects() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("effects"))) {
      return files.count();
    }
  }

  List<ChildWorker> workers() {
    return workers;
  }

  History history() throws IOException {
    Map<Long, Instant> ended = new HashMap<>();
    for (ChildWorker worker : workers) {
      if (worker.ended() != null) {
        ended.put(worker.pid(), worker.ended());
      }
    }
    return History.read(folder.resolve("history"), ended);
  }

  /** Ends all workers at once. */
  void end() {
    workers.forEach(ChildWorker::kill);
  }

  @Override
  public void close() {
    end();
  }
}
