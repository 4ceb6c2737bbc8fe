package dev.headgate.server.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.StreamSupport;

/** Reads what the audit answers. */
final class Entries {
  private static final JsonMapper JSON = new JsonMapper();

  private Entries() {}

  static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException malformed) {
      throw new AssertionError(text, malformed);
    }
  }

  /** The entries of an answer in JSON. */
  static List<JsonNode> of(JsonNode answer) {
    return StreamSupport.stream(answer.path("entries").spliterator(), false).toList();
  }

  static List<Integer> numbers(JsonNode answer) {
    return of(answer).stream().map(entry -> entry.path("number").asInt()).toList();
  }

  /** The numbers of an answer in JSON or in lines of it. */
  static List<Integer> numbers(HttpResponse<String> answer) {
    String type = answer.headers().firstValue("Content-Type").orElse("");
    return type.startsWith("application/x-ndjson")
        ? answer.body().lines().map(line -> json(line).path("number").asInt()).toList()
        : numbers(json(answer.body()));
  }
}
