package dev.headgate.github.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the members of a control call's JSON object, each mistake named with what is expected. */
final class Fields {
  private final ObjectNode object;

  private Fields(ObjectNode object) {
    this.object = object;
  }

  static Fields of(Incoming request, Set<String> known) {
    JsonNode node;
    try {
      node = Json.read(request.body().bytes());
    } catch (IOException e) {
      throw Problem.bad("body: not JSON (expected: a JSON object); send for example {}");
    }
    if (!(node instanceof ObjectNode object)) {
      throw Problem.bad("body: not an object (expected: a JSON object); send for example {}");
    }
    object
        .fieldNames()
        .forEachRemaining(name -> {
          if (!known.contains(name)) {
            throw Problem.bad(
                "%s: unknown member (expected: one of %s); remove or rename it"
                    .formatted(name, String.join(", ", known.stream().sorted().toList())));
          }
        });
    return new Fields(object);
  }

  boolean has(String name) {
    return object.has(name) && !object.path(name).isNull();
  }

  JsonNode node(String name) {
    return object.path(name);
  }

  @Nullable String optionalText(String name) {
    return has(name) ? text(name) : null;
  }

  String text(String name) {
    JsonNode value = object.path(name);
    if (!value.isTextual() || value.asText().isBlank()) {
      throw Problem.bad(name + ": " + value + " (expected: a non-empty string); add it");
    }
    return value.asText();
  }

  long number(String name, long fallback) {
    if (!has(name)) {
      return fallback;
    }
    JsonNode value = object.path(name);
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw Problem.bad(name + ": " + value + " (expected: a whole number)");
    }
    return value.asLong();
  }

  int smallNumber(String name, int fallback) {
    long value = number(name, fallback);
    if (value < 0 || value > Integer.MAX_VALUE) {
      throw Problem.bad(name + ": " + value + " (expected: 0 to " + Integer.MAX_VALUE + ")");
    }
    return (int) value;
  }

  Duration seconds(String name, Duration fallback) {
    return has(name) ? Duration.ofSeconds(smallNumber(name, 0)) : fallback;
  }

  Optional<Duration> seconds(String name) {
    return has(name) ? Optional.of(Duration.ofSeconds(smallNumber(name, 0))) : Optional.empty();
  }

  boolean yes(String name) {
    JsonNode value = object.path(name);
    if (has(name) && !value.isBoolean()) {
      throw Problem.bad(name + ": " + value + " (expected: true or false)");
    }
    return value.asBoolean(false);
  }

  List<String> texts(String name) {
    List<String> texts = new ArrayList<>();
    JsonNode value = object.path(name);
    if (has(name) && !value.isArray()) {
      throw Problem.bad(name + ": " + value + " (expected: an array of strings)");
    }
    value.forEach(item -> texts.add(item.asText()));
    return texts;
  }
}
