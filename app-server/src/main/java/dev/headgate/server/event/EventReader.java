package dev.headgate.server.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headgate.runtime.task.Shown;
import dev.headgate.server.endpoint.Problem;
import io.cloudevents.CloudEvent;
import io.cloudevents.CloudEventData;
import io.cloudevents.SpecVersion;
import io.cloudevents.core.format.EventDeserializationException;
import io.cloudevents.http.HttpMessageFactory;
import io.cloudevents.jackson.JsonFormat;
import io.cloudevents.rw.CloudEventRWException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.jspecify.annotations.Nullable;

/**
 * Reads the events of a request by the CloudEvents SDK, and says what is wrong with those that are
 * none.
 *
 * <p>A request in binary mode without {@code Ce-Specversion} is no CloudEvent by the letter. It is
 * taken as the short form that people type: it has at least a {@code Ce-Type} or a {@code
 * Ce-Source}, and what it leaves out is filled in: version 1.0, an id of its own, the type if only
 * one is configured, no source.
 */
final class EventReader {
  /** How many events one request may carry. */
  static final int MOST = 100;

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();
  private static final JsonFormat FORMAT = new JsonFormat();
  private static final String PREFIX = "ce-";
  private static final String VERSION = "specversion";
  private static final String UNNAMED = "urn:headgate:unnamed";
  private static final int LONGEST_ATTRIBUTE = 512;
  static final int SHOWN = 100;

  private final @Nullable String defaultType;

  /**
   * A reader.
   *
   * @param defaultType the type of an event in short form that names none; null where it must
   */
  EventReader(@Nullable String defaultType) {
    this.defaultType = defaultType;
  }

  /**
   * The events of a request, in their order; at least one.
   *
   * @throws Problem if the body as a whole cannot be read
   */
  List<ReadEvent> read(EventMode mode, HttpFields fields, byte[] body) {
    return switch (mode) {
      case BINARY -> List.of(binary(fields, body));
      case STRUCTURED -> List.of(structured(whole(body)));
      case BATCH -> batch(whole(body));
    };
  }

  private static JsonNode whole(byte[] body) {
    try {
      return JSON.readTree(body);
    } catch (IOException malformed) {
      throw Problem.badRequest("body: no JSON (expected: one JSON value, each name once)");
    }
  }

  private static List<ReadEvent> batch(JsonNode body) {
    if (!body.isArray() || body.isEmpty() || body.size() > MOST) {
      throw Problem.badRequest(
          "body: %s (expected: a list of 1 to %d events)"
              .formatted(body.isArray() ? body.size() + " events" : "no list", MOST));
    }
    List<ReadEvent> events = new ArrayList<>(body.size());
    body.forEach(event -> events.add(structured(event)));
    return events;
  }

  private static ReadEvent structured(JsonNode event) {
    if (!event.isObject()) {
      return wrong("event: no object (expected: a CloudEvent in JSON)");
    }
    List<String> mistakes = new ArrayList<>();
    for (String name : List.of(VERSION, "id", "source", "type")) {
      JsonNode value = event.path(name);
      attribute(name, value.isTextual() ? value.textValue() : null, mistakes);
    }
    if (event.has("data") && event.has("data_base64")) {
      mistakes.add("data_base64: present (expected: either it or data)");
    }
    if (!mistakes.isEmpty()) {
      return new ReadEvent.Malformed(mistakes);
    }
    try {
      return understood(FORMAT.deserialize(JSON.writeValueAsBytes(event)), true);
    } catch (EventDeserializationException | CloudEventRWException malformed) {
      return refused(malformed);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("a tree can always be written", impossible);
    }
  }

  private ReadEvent binary(HttpFields fields, byte[] body) {
    Map<String, String> attributes = new LinkedHashMap<>();
    List<String> mistakes = new ArrayList<>();
    for (HttpField field : fields) {
      String name = field.getName().toLowerCase(Locale.ROOT);
      if (name.startsWith(PREFIX) && attributes.put(name, text(field)) != null) {
        mistakes.add(
            "%s: given twice (expected: once)".formatted(Shown.of(field.getName(), SHOWN)));
      }
    }
    boolean shortForm = !attributes.containsKey(PREFIX + VERSION);
    boolean named = attributes.containsKey(PREFIX + "id");
    if (shortForm) {
      complete(attributes, mistakes);
    }
    for (String name : List.of(VERSION, "id", "source", "type")) {
      attribute("Ce-" + capital(name), attributes.get(PREFIX + name), mistakes);
    }
    String type = EventMode.mediaType(fields.get("Content-Type"));
    if (!json(type)) {
      mistakes.add(
          "Content-Type: %s (expected: application/json)".formatted(Shown.of(type, SHOWN)));
    }
    if (!mistakes.isEmpty()) {
      return new ReadEvent.Malformed(mistakes);
    }
    try {
      return understood(HttpMessageFactory.createReader(attributes, body).toEvent(), named);
    } catch (CloudEventRWException | IllegalStateException malformed) {
      return refused(malformed);
    }
  }

  private void complete(Map<String, String> attributes, List<String> mistakes) {
    if (!attributes.containsKey(PREFIX + "type") && !attributes.containsKey(PREFIX + "source")) {
      mistakes.add(
          "Ce-Type: missing (expected: a CloudEvent: Ce-Specversion, Ce-Id, Ce-Source and Ce-Type;"
              + " or in short at least Ce-Type or Ce-Source)");
    }
    attributes.put(PREFIX + VERSION, SpecVersion.V1.toString());
    attributes.putIfAbsent(PREFIX + "id", UUID.randomUUID().toString());
    if (defaultType != null) {
      attributes.putIfAbsent(PREFIX + "type", defaultType);
    }
    attributes.putIfAbsent(PREFIX + "source", UNNAMED);
  }

  private static void attribute(String name, @Nullable String value, List<String> mistakes) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (lower.endsWith(VERSION)) {
      if (!SpecVersion.V1.toString().equals(value)) {
        mistakes.add(
            "%s: %s (expected: 1.0)"
                .formatted(name, value == null ? "missing" : Shown.of(value, SHOWN)));
      }
    } else if (value == null || value.isBlank()) {
      mistakes.add("%s: missing (expected: text)".formatted(name));
    } else if (value.length() > LONGEST_ATTRIBUTE) {
      mistakes.add(
          "%s: %d characters (expected: at most %d)"
              .formatted(name, value.length(), LONGEST_ATTRIBUTE));
    }
  }

  private static ReadEvent understood(CloudEvent event, boolean named) {
    String contentType = EventMode.mediaType(event.getDataContentType());
    if (!json(contentType)) {
      return wrong(
          "datacontenttype: %s (expected: application/json)"
              .formatted(Shown.of(contentType, SHOWN)));
    }
    CloudEventData data = event.getData();
    if (data == null || data.toBytes().length == 0) {
      return wrong("data: missing (expected: a JSON object)");
    }
    try {
      JsonNode content = JSON.readTree(data.toBytes());
      if (content instanceof ObjectNode object) {
        String source = event.getSource().toString();
        return new ReadEvent.Whole(
            event.getId(), source.equals(UNNAMED) ? "" : source, event.getType(), object, named);
      }
      return wrong("data: no object (expected: a JSON object)");
    } catch (IOException malformed) {
      return wrong("data: no JSON (expected: a JSON object, each name once)");
    }
  }

  /**
   * Whether data of that type is read as JSON. That of an HTML form is what curl says of whatever
   * it sends with -d.
   */
  private static boolean json(String type) {
    return type.isEmpty()
        || type.equals("application/json")
        || type.endsWith("+json")
        || type.equals("application/x-www-form-urlencoded");
  }

  /** What the SDK says of attributes is for people; what its parser says is not. */
  private static ReadEvent refused(RuntimeException malformed) {
    @Nullable Throwable cause = malformed;
    while (cause != null && !(cause instanceof CloudEventRWException)) {
      cause = cause.getCause();
    }
    String reason =
        cause == null ? "its members do not fit one another" : String.valueOf(cause.getMessage());
    return wrong("event: %s (expected: a CloudEvent 1.0)".formatted(Shown.of(reason, SHOWN)));
  }

  private static ReadEvent wrong(String mistake) {
    return new ReadEvent.Malformed(List.of(mistake));
  }

  private static String text(HttpField field) {
    String value = field.getValue();
    return value == null ? "" : value;
  }

  private static String capital(String name) {
    return name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
  }
}
