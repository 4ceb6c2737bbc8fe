package dev.headgate.github.simulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** JSON in and out. */
final class Json {
  static final ObjectMapper MAPPER = new ObjectMapper();

  private Json() {}

  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  static ArrayNode array() {
    return MAPPER.createArrayNode();
  }

  static ArrayNode array(List<? extends JsonNode> nodes) {
    return MAPPER.createArrayNode().addAll(nodes);
  }

  static ArrayNode strings(List<String> texts) {
    ArrayNode array = array();
    texts.forEach(array::add);
    return array;
  }

  /** Compact bytes. */
  static byte[] bytes(JsonNode node) {
    try {
      return MAPPER.writeValueAsBytes(node);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("a tree always has a JSON form", e);
    }
  }

  /**
   * Reads one JSON value.
   *
   * @throws IOException if the bytes are not JSON
   */
  static JsonNode read(byte[] bytes) throws IOException {
    JsonNode node = MAPPER.readTree(bytes);
    return node == null ? MAPPER.missingNode() : node;
  }

  /** The same value with line breaks and indentation, as GitHub prints it for browsers. */
  static byte[] pretty(byte[] compact) {
    try {
      return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(MAPPER.readTree(compact));
    } catch (IOException e) {
      throw new UncheckedIOException("only JSON is pretty-printed", e);
    }
  }
}
