package dev.headgate.github.webhook;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a webhook's payload as a stream and keeps what is near its root: members down to the sixth
 * level, texts of up to 2048 characters, lists of up to 300 elements, 20 000 values in all. The
 * rest is checked to be JSON and passed over, so that a payload of 25 MB costs little more than its
 * own bytes.
 */
public final class PayloadReader {
  private static final int DEEPEST = 6;
  private static final int LONGEST_TEXT = 2048;
  private static final int LONGEST_LIST = 300;
  private static final int MOST_VALUES = 20_000;
  private static final int LARGEST = 26 << 20;
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxStringLength(LARGEST).maxNestingDepth(500).build())
          .build();

  private final JsonParser parser;
  private int values;

  private PayloadReader(JsonParser parser) {
    this.parser = parser;
  }

  /**
   * The payload's members.
   *
   * @throws IOException if that is no JSON object
   */
  public static Map<String, Object> read(String json) throws IOException {
    try (JsonParser parser = JSON.createParser(json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("the payload is no JSON object");
      }
      Map<String, Object> payload = new PayloadReader(parser).object(1);
      if (parser.nextToken() != null) {
        throw new IOException("something follows the payload");
      }
      return payload;
    }
  }

  private Map<String, Object> object(int depth) throws IOException {
    Map<String, Object> members = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      parser.nextToken();
      Object value = value(depth);
      if (value != null) {
        members.put(name, value);
      }
    }
    return members;
  }

  private List<Object> list(int depth) throws IOException {
    List<Object> elements = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      Object value = elements.size() < LONGEST_LIST ? value(depth) : skipped();
      if (value != null) {
        elements.add(value);
      }
    }
    return elements;
  }

  private @Nullable Object value(int depth) throws IOException {
    if (values >= MOST_VALUES || (depth >= DEEPEST && parser.currentToken().isStructStart())) {
      return skipped();
    }
    values++;
    return switch (parser.currentToken()) {
      case START_OBJECT -> object(depth + 1);
      case START_ARRAY -> list(depth + 1);
      case VALUE_STRING -> parser.getTextLength() <= LONGEST_TEXT ? parser.getText() : null;
      case VALUE_NUMBER_INT ->
          parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
              ? null
              : parser.getLongValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> null;
    };
  }

  private @Nullable Object skipped() throws IOException {
    parser.skipChildren();
    return null;
  }
}
