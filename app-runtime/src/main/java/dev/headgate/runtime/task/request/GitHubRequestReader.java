package dev.headgate.runtime.task.request;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headgate.core.http.Body;
import dev.headgate.core.http.EndToEnd;
import dev.headgate.core.http.Headers;
import dev.headgate.core.http.Target;
import dev.headgate.core.priority.Priority;
import dev.headgate.runtime.task.TaskJson;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads one payload and notes everything that is wrong with it. */
final class GitHubRequestReader {
  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE");
  private static final List<String> NAMES =
      List.of(
          "method",
          "path",
          "headers",
          BodyText.TEXT,
          BodyText.BASE64,
          "priority",
          "repeat",
          TaskJson.CREDENTIAL);
  private static final Set<String> KEPT_OUT =
      Set.of(
          "authorization",
          "cookie",
          "host",
          "content-length",
          "x-request-id",
          "prefer",
          "x-http-method-override",
          "x-http-method",
          "x-method-override");
  private static final Pattern TARGET = Pattern.compile("/[\\x21-\\x7e&&[^#]]{0,8191}");
  private static final int MOST_HEADERS = 64;
  private static final int LONGEST_HEADERS = 16 * 1024;
  private static final int SHOWN = 64;

  private final String at;
  private final List<String> mistakes;

  GitHubRequestReader(String at, List<String> mistakes) {
    this.at = at;
    this.mistakes = mistakes;
  }

  @Nullable GitHubRequest read(JsonNode payload) {
    int before = mistakes.size();
    if (!payload.isObject()) {
      String name = at.isEmpty() ? "request" : at.substring(0, at.length() - 1);
      mistakes.add(name + ": missing (expected: an object with method and path)");
      return null;
    }
    payload
        .fieldNames()
        .forEachRemaining(name -> {
          if (!NAMES.contains(name)) {
            wrong(
                name,
                "unknown",
                "one of method, path, headers, body, body_base64, priority, repeat");
          }
        });
    String method = method(payload.path("method"));
    Target target = target(payload.path("path"));
    boolean json = isJson(payload.path(BodyText.TEXT));
    Headers headers = headers(payload.path("headers"), json);
    Body body = body(payload);
    Priority priority = priority(payload.path("priority"));
    boolean repeat = flag(payload.path("repeat"));
    if (body != null && Set.of("GET", "HEAD", "OPTIONS").contains(method)) {
      wrong(BodyText.TEXT, "present", "none with " + method);
    }
    JsonNode credential = payload.path(TaskJson.CREDENTIAL);
    if (mistakes.size() > before || target == null) {
      return null;
    }
    return new GitHubRequest(
        method,
        target,
        headers,
        body,
        priority,
        repeat,
        credential.isTextual() ? credential.textValue() : null);
  }

  private String method(JsonNode node) {
    String method = node.isMissingNode() ? "GET" : node.asText().toUpperCase(Locale.ROOT);
    if (!METHODS.contains(method)) {
      wrong("method", shown(node), "one of GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE");
    }
    return method;
  }

  private @Nullable Target target(JsonNode node) {
    String text = node.isTextual() ? node.textValue() : "";
    if (!TARGET.matcher(text).matches() || !Target.parse(text).straight()) {
      wrong(
          "path",
          node.isMissingNode() ? "missing" : shown(node),
          "path and query of GitHub's API, such as /repos/octocat/hello/issues?per_page=100,"
              + " percent-encoded, without segments that are empty, . or .., at most 8192"
              + " characters");
      return null;
    }
    return Target.parse(text).canonical();
  }

  private static boolean isJson(JsonNode body) {
    return !body.isMissingNode() && !body.isNull() && !body.isTextual();
  }

  private Headers headers(JsonNode node, boolean json) {
    Headers.Builder headers = Headers.builder();
    if (!node.isMissingNode() && !node.isObject()) {
      wrong("headers", shown(node), "an object of names and values");
      return Headers.NONE;
    }
    if (node.size() > MOST_HEADERS) {
      wrong("headers", node.size() + " names", "at most " + MOST_HEADERS);
      return Headers.NONE;
    }
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      Iterable<JsonNode> values =
          field.getValue().isArray() ? field.getValue() : List.of(field.getValue());
      for (JsonNode value : values) {
        header(field.getKey(), value, headers);
      }
    }
    if (json) {
      headers.addIfAbsent("Content-Type", "application/json");
    }
    Headers read = headers.build();
    if (read.weight() > LONGEST_HEADERS) {
      wrong("headers", read.weight() + " characters", "at most " + LONGEST_HEADERS);
    }
    return read;
  }

  static boolean carries(String lower) {
    return !(KEPT_OUT.contains(lower)
        || lower.startsWith("x-headgate-")
        || lower.startsWith("proxy-")
        || EndToEnd.ofTheWay(lower)
        || EndToEnd.hopByHop(lower));
  }

  private void header(String name, JsonNode value, Headers.Builder headers) {
    String place = "headers." + (name.length() > SHOWN ? name.substring(0, SHOWN) + "…" : name);
    String lower = name.toLowerCase(Locale.ROOT);
    if (lower.equals("authorization")) {
      wrong(
          place,
          "present",
          "none: the gateway's credentials are used, or those in the Authorization field of the"
              + " request that hands the task in");
    } else if (!carries(lower)) {
      wrong(place, "present", "none: it would not reach GitHub");
    } else if (!value.isTextual()) {
      wrong(
          place, value.getNodeType().toString().toLowerCase(Locale.ROOT), "text, or a list of it");
    } else {
      try {
        headers.add(name, value.textValue());
      } catch (IllegalArgumentException malformed) {
        // Its message would quote a value that may be a secret.
        wrong(place, "malformed", "a name and a value as RFC 9110 allows");
      }
    }
  }

  private @Nullable Body body(JsonNode payload) {
    JsonNode text = payload.path(BodyText.TEXT);
    JsonNode base64 = payload.path(BodyText.BASE64);
    if (!base64.isMissingNode()) {
      if (!text.isMissingNode()) {
        wrong(BodyText.BASE64, "present", "either body or body_base64");
      }
      try {
        return new Body(GitHubRequest.base64(base64.isTextual() ? base64.textValue() : "?"));
      } catch (IllegalArgumentException malformed) {
        wrong(BodyText.BASE64, "malformed", "base64");
        return null;
      }
    }
    if (text.isMissingNode() || text.isNull()) {
      return null;
    }
    String content = text.isTextual() ? text.textValue() : TaskJson.write(text);
    return new Body(content.getBytes(UTF_8));
  }

  private @Nullable Priority priority(JsonNode node) {
    if (node.isMissingNode()) {
      return null;
    }
    return Priority.named(node.asText())
        .orElseGet(() -> {
          wrong("priority", shown(node), "one of critical, high, normal, low");
          return null;
        });
  }

  private boolean flag(JsonNode node) {
    if (!node.isMissingNode() && !node.isBoolean()) {
      wrong("repeat", shown(node), "true or false");
    }
    return node.asBoolean();
  }

  private void wrong(String name, String value, String rule) {
    mistakes.add("%s%s: %s (expected: %s)".formatted(at, name, value, rule));
  }

  private static String shown(JsonNode node) {
    String text = node.isValueNode() ? node.asText() : node.getNodeType().toString();
    char[] safe = text.substring(0, Math.min(text.length(), SHOWN)).toCharArray();
    for (int i = 0; i < safe.length; i++) {
      if (safe[i] < ' ' || safe[i] == 0x7f) {
        safe[i] = '?';
      }
    }
    return new String(safe) + (text.length() > SHOWN ? "…" : "");
  }
}
