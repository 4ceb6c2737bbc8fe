package dev.headgate.runtime.task.request;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Bodies in JSON: text as {@code body}, anything else in base64 as {@code body_base64}. */
final class BodyText {
  static final String TEXT = "body";
  static final String BASE64 = "body_base64";

  private BodyText() {}

  static void put(ObjectNode json, byte[] bytes) {
    @Nullable String text = text(bytes);
    if (text == null) {
      json.put(BASE64, Base64.getEncoder().encodeToString(bytes));
    } else {
      json.put(TEXT, text);
    }
  }

  /** The bytes as text; null where they are no UTF-8, or hold what no database takes for text. */
  private static @Nullable String text(byte[] bytes) {
    for (byte one : bytes) {
      if (one == 0) {
        return null;
      }
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException binary) {
      return null;
    }
  }
}
