package dev.headgate.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The generated part of {@code docs/http-api.md}: what the OpenAPI document says, for people. */
final class HttpApiPage {
  private static final String BEGIN = "<!-- generated: endpoints -->\n";
  private static final String END = "<!-- end: endpoints -->";

  private HttpApiPage() {}

  /** The page with its generated part made anew; what people wrote around it stays. */
  static String regenerated(String page, JsonNode document) {
    int from = page.indexOf(BEGIN);
    int to = page.indexOf(END);
    if (from < 0 || to < from) {
      throw new IllegalStateException(
          "page: no part for the endpoints (expected: %s … %s)".formatted(BEGIN.strip(), END));
    }
    return page.substring(0, from + BEGIN.length()) + endpoints(document) + page.substring(to);
  }

  private static String endpoints(JsonNode document) {
    Map<String, List<String>> byTag = new TreeMap<>();
    document
        .path("paths")
        .properties()
        .forEach(path ->
            path.getValue()
                .properties()
                .forEach(entry -> {
                  String name = entry.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey();
                  byTag
                      .computeIfAbsent(
                          entry.getValue().at("/tags/0").asText(), tag -> new ArrayList<>())
                      .add(row(name, entry.getValue()));
                }));
    StringBuilder text = new StringBuilder();
    byTag.forEach((tag, rows) -> {
      text.append("\n### ").append(tag).append("\n\n");
      text.append("| request | who | does | parameters | body | answers |\n");
      text.append("|---|---|---|---|---|---|\n");
      rows.forEach(text::append);
    });
    return text.append('\n').toString();
  }

  private static String row(String name, JsonNode operation) {
    List<String> parameters = new ArrayList<>();
    operation
        .path("parameters")
        .forEach(parameter -> {
          String shown =
              switch (parameter.path("in").asText()) {
                case "query" -> "?" + parameter.path("name").asText();
                case "path" -> "{" + parameter.path("name").asText() + "}";
                default -> parameter.path("name").asText() + ":";
              };
          String needed =
              parameter.path("required").asBoolean() && !shown.startsWith("{") ? " (required)" : "";
          parameters.add(
              "`%s`%s %s".formatted(shown, needed, parameter.path("description").asText()));
        });
    List<String> answers = new ArrayList<>();
    operation
        .path("responses")
        .properties()
        .forEach(answer -> {
          if (answer.getKey().startsWith("2") || answer.getValue().has("content")) {
            answers.add(answer.getKey() + types(answer.getValue().path("content")));
          }
        });
    String description = operation.path("description").asText("");
    return "| `%s` | %s | %s%s | %s | %s | %s |%n"
        .formatted(
            name,
            who(operation),
            operation.path("summary").asText(),
            description.isEmpty() ? "" : " " + description,
            String.join("<br>", parameters),
            types(operation.at("/requestBody/content")).strip(),
            String.join("<br>", answers));
  }

  private static String types(JsonNode content) {
    StringBuilder types = new StringBuilder();
    content
        .properties()
        .forEach(type -> {
          String reference = type.getValue().at("/schema/$ref").asText("");
          String schema = reference.replaceAll(".*/", "");
          types.append(" `").append(schema.isEmpty() ? type.getKey() : schema).append('`');
        });
    return types.toString();
  }

  private static String who(JsonNode operation) {
    List<String> who = new ArrayList<>();
    operation
        .path("security")
        .forEach(one ->
            one.fieldNames()
                .forEachRemaining(scheme ->
                    who.add(
                        switch (scheme) {
                          case "adminToken" -> "admin";
                          case "apiKey" -> "API key";
                          default -> "owner";
                        })));
    return who.isEmpty() ? "everybody" : String.join(", ", who);
  }
}
