package dev.headgate.core.graphql;

import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Reads GraphQL answers by one scan, without building anything. */
public final class GraphqlAnswer {
  private static final int MOST_DIGITS = 9;

  private GraphqlAnswer() {}

  /** Whether it is one whole JSON object with data and without errors. */
  public static boolean clean(byte[] body) {
    JsonCursor json = new JsonCursor(body);
    try {
      boolean data = false;
      if (!json.enter()) {
        return false;
      }
      for (String name = json.name(); name != null; name = json.name()) {
        if (name.equals("errors")) {
          return false;
        }
        data |= name.equals("data") && json.peek() == '{';
        json.skip();
      }
      return data && json.atEnd();
    } catch (Unreadable broken) {
      return false;
    }
  }

  /** The whole number that stands under these names within the data; empty where none does. */
  public static OptionalLong number(byte[] body, List<String> path) {
    JsonCursor json = new JsonCursor(body);
    try {
      if (!found(json, "data")) {
        return OptionalLong.empty();
      }
      for (String name : path) {
        if (!found(json, name)) {
          return OptionalLong.empty();
        }
      }
      String value = json.raw();
      return value.matches("\\d{1," + MOST_DIGITS + "}")
          ? OptionalLong.of(Long.parseLong(value))
          : OptionalLong.empty();
    } catch (Unreadable broken) {
      return OptionalLong.empty();
    }
  }

  /** Enters the object that begins here and stands before the value of that member. */
  private static boolean found(JsonCursor json, String wanted) throws Unreadable {
    if (!json.enter()) {
      return false;
    }
    for (@Nullable String name = json.name(); name != null; name = json.name()) {
      if (name.equals(wanted)) {
        return true;
      }
      json.skip();
    }
    return false;
  }
}
