package dev.headgate.runtime.configuration;

import java.util.List;

/**
 * Many requests to GitHub in one call.
 *
 * @param maxRequests how many one batch may have
 * @param maxBytes how long its JSON may be
 * @param maxStreams how many clients of one server may read results as they come
 */
public record BatchSettings(int maxRequests, long maxBytes, int maxStreams) {

  static final Setting<Integer> MAX_REQUESTS =
      Setting.of(
          "batches.max-requests",
          SettingTypes.count(1, 1_000, "a whole number, 1 to 1000"),
          "1000",
          "Requests that one batch may have.");
  static final Setting<Long> MAX_BYTES =
      Setting.of(
          "batches.max-bytes",
          SettingTypes.SIZE_IN_MEMORY,
          "8MiB",
          "How long a batch's JSON may be.");
  static final Setting<Integer> MAX_STREAMS =
      Setting.of(
          "batches.max-streams",
          SettingTypes.count(1, 100_000, "a whole number, 1 to 100000"),
          "100",
          "Clients of one server that may read a batch's results as they come.");
  static final List<Setting<?>> SETTINGS = List.of(MAX_REQUESTS, MAX_BYTES, MAX_STREAMS);

  public static final BatchSettings DEFAULTS = from(SettingValues.NONE);

  static BatchSettings from(SettingValues values) {
    return new BatchSettings(
        values.value(MAX_REQUESTS), values.value(MAX_BYTES), values.value(MAX_STREAMS));
  }
}
