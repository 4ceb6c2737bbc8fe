package dev.headgate.server.event;

import dev.headgate.runtime.task.Shown;
import dev.headgate.server.endpoint.Problem;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How CloudEvents travel in a request (CloudEvents HTTP Protocol Binding 1.0.2, section 3). */
enum EventMode {
  /** The attributes are header fields, the body is the data. */
  BINARY,
  /** The body is one event. */
  STRUCTURED,
  /** The body is a list of events. */
  BATCH;

  private static final String JSON_EVENT = "application/cloudevents+json";
  private static final String JSON_BATCH = "application/cloudevents-batch+json";
  private static final String EVENTS = "application/cloudevents";

  /**
   * The mode of a request by its Content-Type.
   *
   * @throws Problem 415 for a form of CloudEvents other than JSON
   */
  static EventMode of(@Nullable String contentType) {
    String type = mediaType(contentType);
    if (!type.startsWith(EVENTS)) {
      return BINARY;
    }
    return switch (type) {
      case JSON_EVENT -> STRUCTURED;
      case JSON_BATCH -> BATCH;
      default ->
          throw new Problem(
              415,
              "unsupported-media-type",
              "Unsupported media type",
              "Content-Type: %s (expected: %s, %s, or application/json with Ce- fields)"
                  .formatted(Shown.of(type, EventReader.SHOWN), JSON_EVENT, JSON_BATCH),
              Map.of());
    };
  }

  /** The media type in lower case without its parameters; empty where there is none. */
  static String mediaType(@Nullable String contentType) {
    if (contentType == null) {
      return "";
    }
    int end = contentType.indexOf(';');
    String type = end < 0 ? contentType : contentType.substring(0, end);
    return type.strip().toLowerCase(Locale.ROOT);
  }
}
