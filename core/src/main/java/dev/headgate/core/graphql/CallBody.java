package dev.headgate.core.graphql;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The JSON body of a GraphQL call.
 *
 * @param query the document
 * @param operationName which operation is to be run; empty where it is not said
 * @param variables the values of the plain ones, as written; those that are lists or objects tell
 *     nothing about the cost
 * @param rest everything but the document, as written
 */
record CallBody(String query, String operationName, Map<String, String> variables, String rest) {
  CallBody {
    variables = Map.copyOf(variables);
  }

  static CallBody read(byte[] body) throws Unreadable {
    JsonCursor json = new JsonCursor(body);
    if (!json.enter()) {
      throw new Unreadable("no object", 0);
    }
    Map<String, String> members = new HashMap<>();
    @Nullable String query = null;
    StringBuilder rest = new StringBuilder();
    for (String name = json.name(); name != null; name = json.name()) {
      if (members.containsKey(name)) {
        throw new Unreadable("a second member of one name", 0);
      }
      if (name.equals("query")) {
        query = json.string();
        members.put(name, "");
      } else {
        String value = json.raw();
        members.put(name, value);
        rest.append(name.length()).append(name).append(value.length()).append(value);
      }
    }
    if (query == null || !json.atEnd()) {
      throw new Unreadable("no query, or more than one text", 0);
    }
    return new CallBody(
        query,
        text(members.get("operationName")),
        plain(members.get("variables")),
        rest.toString());
  }

  private static String text(@Nullable String json) throws Unreadable {
    return json == null || json.equals("null") ? "" : cursor(json).string();
  }

  private static Map<String, String> plain(@Nullable String json) throws Unreadable {
    Map<String, String> values = new HashMap<>();
    if (json == null) {
      return values;
    }
    JsonCursor cursor = cursor(json);
    if (cursor.enter()) {
      for (String name = cursor.name(); name != null; name = cursor.name()) {
        values.put(name, cursor.raw());
      }
    }
    return values;
  }

  private static JsonCursor cursor(String json) {
    return new JsonCursor(json.getBytes(StandardCharsets.UTF_8));
  }
}
