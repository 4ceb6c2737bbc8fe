package dev.headgate.runtime.configuration;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who does the tasks, and how.
 *
 * @param embedded whether a server does tasks itself; null: if no other process could, as its queue
 *     is in memory
 * @param host where a worker process shows its health and metrics
 * @param port the port of that; 0: any free one
 * @param concurrency tasks at once by kind, where it differs from the handler's own
 * @param memory bytes that the tasks under way may claim together; null: half of the heap
 * @param lease how long a task is held without a sign of life from its worker
 * @param grace how long tasks under way may go on when the process is told to stop
 * @param plugins where jars with handlers lie; a directory that is not there has none
 */
public record WorkSettings(
    @Nullable Boolean embedded,
    String host,
    int port,
    Map<String, Integer> concurrency,
    @Nullable Long memory,
    Duration lease,
    Duration grace,
    Path plugins) {

  static final Setting<Boolean> EMBEDDED =
      Setting.without(
          "worker.embedded",
          SettingTypes.SWITCH,
          "Whether a server does tasks itself; by default where the queue is in memory only.");
  static final Setting<String> HOST =
      Setting.of(
          "worker.host",
          SettingTypes.HOST,
          "127.0.0.1",
          "Where a worker process listens for those who ask for its health and metrics.");
  static final Setting<Integer> PORT =
      Setting.of(
          "worker.port",
          SettingTypes.PORT,
          "0",
          "The port of a worker's health and metrics; it says at its start where that is.");
  static final Setting<Map<String, Integer>> CONCURRENCY =
      Setting.of(
          "worker.concurrency",
          SettingTypes.CONCURRENCY,
          "",
          "Tasks at once in one process by kind, where it is not to be the handler's own number; 0:"
              + " none. In a file also a map.");
  static final Setting<Long> MEMORY =
      Setting.without(
          "worker.memory",
          SettingTypes.SIZE,
          "How much memory the tasks under way may claim together; by default half of the heap.");
  static final Setting<Duration> LEASE =
      Setting.of(
          "worker.lease",
          SettingTypes.DURATION,
          "30s",
          "How long a task is held without a sign of life from its worker; then another takes it.");
  static final Setting<Duration> GRACE =
      Setting.of(
          "worker.grace",
          SettingTypes.DURATION_OR_ZERO,
          "20s",
          "How long tasks under way may go on when the process is told to stop; then they are"
              + " handed back.");
  static final Setting<Path> PLUGINS =
      Setting.of(
          "plugins.directory",
          SettingType.open("the path of a directory", Path::of),
          "plugins",
          "Where jars with task handlers and listeners to webhooks of one's own lie; it need not"
              + " exist.");
  static final List<Setting<?>> SETTINGS =
      List.of(EMBEDDED, HOST, PORT, CONCURRENCY, MEMORY, LEASE, GRACE, PLUGINS);

  public static final WorkSettings DEFAULTS = from(SettingValues.NONE);

  public WorkSettings {
    concurrency = Map.copyOf(concurrency);
    if (memory != null) {
      Positive.number("memory", memory);
    }
    Positive.duration("lease", lease);
  }

  static WorkSettings from(SettingValues values) {
    return new WorkSettings(
        values.find(EMBEDDED),
        values.value(HOST),
        values.value(PORT),
        values.value(CONCURRENCY),
        values.find(MEMORY),
        values.value(LEASE),
        values.value(GRACE),
        values.value(PLUGINS));
  }
}
