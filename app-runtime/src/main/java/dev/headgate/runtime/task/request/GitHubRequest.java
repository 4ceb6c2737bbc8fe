package dev.headgate.runtime.task.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headgate.core.graphql.GraphqlCall;
import dev.headgate.core.http.Body;
import dev.headgate.core.http.Headers;
import dev.headgate.core.http.Target;
import dev.headgate.core.priority.Priority;
import dev.headgate.runtime.task.TaskJson;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A request to GitHub as a task's payload says it.
 *
 * @param method the method, in upper case
 * @param target path and query
 * @param headers the fields that go to GitHub; neither credentials nor such as belong to a
 *     connection
 * @param body the body; null for none
 * @param priority how urgent it is; null where its kind of request decides
 * @param repeat whether it may be sent again although it may have arrived
 * @param credential the caller's own, sealed; null where the gateway lends one
 */
public record GitHubRequest(
    String method,
    Target target,
    Headers headers,
    @Nullable Body body,
    @Nullable Priority priority,
    boolean repeat,
    @Nullable String credential) {
  /** The kind of its tasks. */
  public static final String KIND = "github-request";

  /** Methods that do no more when they are carried out twice (RFC 9110 §9.2.2). */
  private static final Set<String> IDEMPOTENT = Set.of("GET", "HEAD", "OPTIONS", "PUT", "DELETE");

  /**
   * The request of a payload.
   *
   * @param mistakes takes what is wrong with it, each as {@code name: value (expected: rule)}
   * @param at what stands before the names, such as {@code payload.}
   * @return null where something is wrong
   */
  public static @Nullable GitHubRequest read(JsonNode payload, String at, List<String> mistakes) {
    return new GitHubRequestReader(at, mistakes).read(payload);
  }

  /** Whether a field of that name goes to GitHub with a task. */
  public static boolean carries(String name) {
    return GitHubRequestReader.carries(name.toLowerCase(Locale.ROOT));
  }

  /** The same with another priority, or another credential. */
  public GitHubRequest with(@Nullable Priority urgency, @Nullable String sealed) {
    return new GitHubRequest(method, target, headers, body, urgency, repeat, sealed);
  }

  /** Whether it may be sent again when nobody knows whether it arrived. */
  public boolean repeatable() {
    return repeat || IDEMPOTENT.contains(method) || query();
  }

  /** Whether another like it would bring the same answer: one of them is enough. */
  public boolean sharable() {
    return method.equals("GET") && body == null;
  }

  private boolean query() {
    return method.equals("POST")
        && target.path().equals("/graphql")
        && body != null
        && GraphqlCall.of(body.bytes()).query();
  }

  /** The payload. */
  public ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("method", method);
    json.put("path", target.toString());
    if (headers.size() > 0) {
      ObjectNode fields = json.putObject("headers");
      headers.forEach((name, value) -> {
        String key = name.toLowerCase(Locale.ROOT);
        if (!(fields.get(key) instanceof ArrayNode array)) {
          fields.putArray(key).add(value);
        } else {
          array.add(value);
        }
      });
    }
    if (body != null) {
      BodyText.put(json, body.bytes());
    }
    if (priority != null) {
      json.put("priority", priority.label());
    }
    if (repeat) {
      json.put("repeat", true);
    }
    if (credential != null) {
      json.put(TaskJson.CREDENTIAL, credential);
    }
    return json;
  }

  static byte[] base64(String text) {
    return Base64.getDecoder().decode(text);
  }
}
