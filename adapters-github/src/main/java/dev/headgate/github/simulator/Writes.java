package dev.headgate.github.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What every writing endpoint checks before it writes, and how objects are answered. */
final class Writes {
  private Writes() {}

  /**
   * The answer of a write whose body must be a JSON object with these members; 401 to the
   * anonymous, 400 to what is not JSON, 422 to what lacks a member.
   */
  static Reply checked(
      Call call, String resource, List<String> required, Function<ObjectNode, Reply> write) {
    if (!call.principal().authenticated()) {
      return Refusals.requiresAuthentication();
    }
    Optional<ObjectNode> fields = call.json();
    if (fields.isEmpty()) {
      return Refusals.problemsParsingJson();
    }
    for (String name : required) {
      JsonNode value = fields.get().path(name);
      if (!value.isTextual() || value.asText().isBlank()) {
        return Refusals.validationFailed(resource, name, "missing_field");
      }
    }
    return write.apply(fields.get());
  }

  static Reply created(ObjectNode object) {
    Reply reply = Reply.json(201, object, Reply.Storage.VALIDATED);
    String url = object.path("url").asText("");
    return url.isEmpty() ? reply : reply.with("Location", url);
  }

  /** A single object with the time of its last change. */
  static Reply dated(ObjectNode object) {
    return Reply.json(object).lastModified(Instant.parse(object.path("updated_at").asText()));
  }
}
