package dev.headgate.runtime.configuration;

import dev.headgate.core.protection.SheddingPolicy;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How much a process takes on at once.
 *
 * @param shedding what is done with requests that it cannot keep up with
 * @param bodyMemory bytes of bodies in memory for requests under way; null: a quarter of the heap
 * @param bandwidth bytes each second of bodies that pass through, for all callers; 0: any
 * @param callerBandwidth the same for each caller
 * @param diskWrite bytes each second that are written to the store of blobs; 0: any
 */
public record ProtectionSettings(
    SheddingPolicy shedding,
    @Nullable Long bodyMemory,
    long bandwidth,
    long callerBandwidth,
    long diskWrite) {

  static final Setting<SheddingPolicy.Mode> LOAD_SHEDDING =
      Setting.of(
          "protection.load-shedding",
          SettingTypes.choice(SheddingPolicy.Mode.class),
          "enforce",
          "Whether requests that this server cannot begin in time are refused, only counted, or"
              + " neither.");
  static final Setting<Duration> PATIENCE =
      Setting.of(
          "protection.patience",
          SettingTypes.DURATION,
          "500ms",
          "How long requests may wait for one of the server's threads before those of low priority"
              + " are refused; twice, four and eight times as long before normal, high and critical"
              + " ones are; a quarter of all that while the processors are spent.");
  static final Setting<Integer> SPARE =
      Setting.of(
          "protection.spare-requests",
          SettingTypes.count(1),
          "32",
          "So many requests may wait for a thread in any case before those of low priority are"
              + " refused, with the same multiples.");
  static final Setting<Long> BODY_MEMORY =
      Setting.without(
          "protection.body-memory",
          SettingTypes.SIZE,
          "Bytes of bodies that requests under way may hold in memory together. Not set: a quarter"
              + " of the heap.");
  static final Setting<Long> BANDWIDTH =
      Setting.of(
          "protection.bandwidth",
          SettingTypes.BYTES_PER_SECOND,
          "0",
          "Bytes each second of mirrored bodies that are too large for the cache, for all callers"
              + " of a process together; 0: any.");
  static final Setting<Long> CALLER_BANDWIDTH =
      Setting.of(
          "protection.bandwidth-per-caller",
          SettingTypes.BYTES_PER_SECOND,
          "0",
          "The same for each caller; 0: any.");
  static final Setting<Long> DISK_WRITE =
      Setting.of(
          "protection.disk-write",
          SettingTypes.BYTES_PER_SECOND,
          "0",
          "Bytes each second that a process writes to the store of artifacts and large results,"
              + " whatever they are; 0: any.");
  static final List<Setting<?>> SETTINGS =
      List.of(LOAD_SHEDDING, PATIENCE, SPARE, BODY_MEMORY, BANDWIDTH, CALLER_BANDWIDTH, DISK_WRITE);

  public static final ProtectionSettings DEFAULTS = from(SettingValues.NONE);

  public ProtectionSettings {
    if (bodyMemory != null) {
      Positive.number("bodyMemory", bodyMemory);
    }
    if (bandwidth < 0 || callerBandwidth < 0 || diskWrite < 0) {
      throw new IllegalArgumentException(
          "bandwidth, callerBandwidth, diskWrite: %d, %d, %d (expected: at least 0)"
              .formatted(bandwidth, callerBandwidth, diskWrite));
    }
  }

  static ProtectionSettings from(SettingValues values) {
    return new ProtectionSettings(
        new SheddingPolicy(
            values.value(LOAD_SHEDDING), values.value(PATIENCE), values.value(SPARE)),
        values.find(BODY_MEMORY),
        values.value(BANDWIDTH),
        values.value(CALLER_BANDWIDTH),
        values.value(DISK_WRITE));
  }
}
