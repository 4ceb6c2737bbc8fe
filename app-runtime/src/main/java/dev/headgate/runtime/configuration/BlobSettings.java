package dev.headgate.runtime.configuration;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where large content is kept, how much of it and for how long.
 *
 * @param directory null: a private temporary directory, which ends with the process
 * @param maxBytes the bound on all of it together
 * @param retention how long each is kept after it was stored
 */
public record BlobSettings(@Nullable Path directory, long maxBytes, Duration retention) {

  static final Setting<Path> DIRECTORY =
      Setting.without(
          "blobs.directory",
          SettingType.open("the path of a directory", Path::of),
          "Where artifacts and large results are kept; the same for all servers and workers of one"
              + " store. Not set: a temporary directory of this process.");
  static final Setting<Long> MAX_BYTES =
      Setting.of(
          "blobs.max-bytes",
          SettingTypes.SIZE,
          "20GiB",
          "The bound on all artifacts and large results together; what does not fit is refused.");
  static final Setting<Duration> RETENTION =
      Setting.of(
          "blobs.retention",
          SettingTypes.DURATION,
          "7d",
          "How long an artifact or a large result is kept.");
  static final List<Setting<?>> SETTINGS = List.of(DIRECTORY, MAX_BYTES, RETENTION);

  public static final BlobSettings DEFAULTS = from(SettingValues.NONE);

  public BlobSettings {
    Positive.number("maxBytes", maxBytes);
    Positive.duration("retention", retention);
  }

  static BlobSettings from(SettingValues values) {
    return new BlobSettings(
        values.find(DIRECTORY), values.value(MAX_BYTES), values.value(RETENTION));
  }
}
