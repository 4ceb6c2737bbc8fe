package dev.headgate.core.cache;

/** Counts the elements of a JSON list by one scan, without building anything. */
final class JsonElements {
  private JsonElements() {}

  /** How many elements the list has; -1 where the body is not one whole list. */
  static int count(byte[] body) {
    int depth = 0;
    int commas = 0;
    boolean content = false;
    for (int i = 0; i < body.length; i++) {
      byte b = body[i];
      if (b == '"') {
        i = endOfString(body, i);
        content |= depth == 1;
      } else if (b == '[' || b == '{') {
        if (depth == 0 && b == '{') {
          return -1;
        }
        content |= depth == 1;
        depth++;
      } else if (b == ']' || b == '}') {
        depth--;
        if (depth == 0) {
          return content ? commas + 1 : 0;
        }
      } else if (b == ',' && depth == 1) {
        commas++;
      } else if (b > ' ' && depth == 1) {
        content = true;
      }
    }
    return -1;
  }

  private static int endOfString(byte[] body, int start) {
    for (int i = start + 1; i < body.length; i++) {
      if (body[i] == '\\') {
        i++;
      } else if (body[i] == '"') {
        return i;
      }
    }
    return body.length;
  }
}
