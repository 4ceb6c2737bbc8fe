package dev.headgate.runtime.configuration;

import java.util.List;

/**
 * How artifacts are downloaded, and what is refused of them.
 *
 * @param maxBytes the largest archive that is downloaded
 * @param bandwidth bytes each second from the network, for all downloads of a process; 0: any
 * @param diskWrite bytes each second to the disk, for all downloads of a process; 0: any
 * @param maxEntries how many files an archive may hold
 * @param maxUncompressedBytes how large they may be together, unpacked
 * @param maxRatio how many times larger than packed
 */
public record ArtifactSettings(
    long maxBytes,
    long bandwidth,
    long diskWrite,
    int maxEntries,
    long maxUncompressedBytes,
    int maxRatio) {

  static final Setting<Long> MAX_BYTES =
      Setting.of(
          "artifacts.max-bytes",
          SettingTypes.SIZE,
          "5GiB",
          "The largest archive that is downloaded.");
  static final Setting<Long> BANDWIDTH =
      Setting.of(
          "artifacts.bandwidth",
          SettingTypes.BYTES_PER_SECOND,
          "0",
          "Bytes each second that the downloads of a process take from the network together; 0:"
              + " any.");
  static final Setting<Long> DISK_WRITE =
      Setting.of(
          "artifacts.disk-write",
          SettingTypes.BYTES_PER_SECOND,
          "0",
          "Bytes each second that the downloads of a process write to the disk together; 0: any.");
  static final Setting<Integer> MAX_ENTRIES =
      Setting.of(
          "artifacts.max-entries",
          SettingTypes.count(1, 10_000_000, "a whole number, 1 to 10000000"),
          "100000",
          "How many files an archive may hold.");
  static final Setting<Long> MAX_UNCOMPRESSED_BYTES =
      Setting.of(
          "artifacts.max-uncompressed-bytes",
          SettingTypes.SIZE,
          "50GiB",
          "How large the files of an archive may be together, unpacked.");
  static final Setting<Integer> MAX_RATIO =
      Setting.of(
          "artifacts.max-ratio",
          SettingTypes.count(1, 100_000, "a whole number, 1 to 100000"),
          "200",
          "How many times larger than packed the files of an archive may be, beyond their first"
              + " 10 MiB.");
  static final List<Setting<?>> SETTINGS =
      List.of(MAX_BYTES, BANDWIDTH, DISK_WRITE, MAX_ENTRIES, MAX_UNCOMPRESSED_BYTES, MAX_RATIO);

  public static final ArtifactSettings DEFAULTS = from(SettingValues.NONE);

  public ArtifactSettings {
    Positive.number("maxBytes", maxBytes);
    Positive.number("maxEntries", maxEntries);
    Positive.number("maxUncompressedBytes", maxUncompressedBytes);
    Positive.number("maxRatio", maxRatio);
    if (bandwidth < 0 || diskWrite < 0) {
      throw new IllegalArgumentException(
          "bandwidth, diskWrite: %d, %d (expected: at least 0)".formatted(bandwidth, diskWrite));
    }
  }

  static ArtifactSettings from(SettingValues values) {
    return new ArtifactSettings(
        values.value(MAX_BYTES),
        values.value(BANDWIDTH),
        values.value(DISK_WRITE),
        values.value(MAX_ENTRIES),
        values.value(MAX_UNCOMPRESSED_BYTES),
        values.value(MAX_RATIO));
  }
}
