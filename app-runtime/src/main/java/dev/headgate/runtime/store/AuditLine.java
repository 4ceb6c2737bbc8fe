package dev.headgate.runtime.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headgate.core.audit.AuditEntry;
import dev.headgate.core.audit.AuditEvent;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/** An entry of the audit as one line of JSON. */
public final class AuditLine {
  private static final JsonMapper JSON = new JsonMapper();

  private AuditLine() {}

  /** An entry's line. */
  public static String of(AuditEntry entry) {
    return json(entry).toString();
  }

  /** The line of an event that is in no chain. */
  public static String of(AuditEvent event) {
    return put(JSON.createObjectNode(), event).toString();
  }

  /** An entry as an object. */
  public static ObjectNode json(AuditEntry entry) {
    ObjectNode line = JSON.createObjectNode().put("number", entry.number());
    return put(line, entry.event()).put("previous", entry.previous()).put("hash", entry.hash());
  }

  private static ObjectNode put(ObjectNode line, AuditEvent event) {
    return line.put("at", event.at().toString())
        .put("actor", event.actor())
        .put("action", event.action())
        .put("subject", event.subject())
        .put("outcome", event.outcome())
        .put("request_id", event.requestId());
  }

  /**
   * The entry of a line: its own, or that in the {@code message} of a line of the log; empty where
   * there is none.
   */
  public static Optional<AuditEntry> read(String text) {
    int start = text.indexOf('{');
    if (start < 0) {
      return Optional.empty();
    }
    try {
      JsonNode line = JSON.readTree(text.substring(start));
      if (!line.has("hash")) {
        String message = line.path("message").asText("");
        return message.startsWith("{") ? read(message) : Optional.empty();
      }
      return Optional.of(
          new AuditEntry(
              line.path("number").asLong(),
              new AuditEvent(
                  Instant.parse(line.path("at").asText()),
                  line.path("actor").asText(),
                  line.path("action").asText(),
                  line.path("subject").asText(),
                  line.path("outcome").asText(),
                  line.path("request_id").asText()),
              line.path("previous").asText(),
              line.path("hash").asText()));
    } catch (JsonProcessingException | DateTimeException foreign) {
      return Optional.empty();
    }
  }
}
