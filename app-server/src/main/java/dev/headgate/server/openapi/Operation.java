package dev.headgate.server.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headgate.server.access.Access;
import dev.headgate.server.endpoint.Route;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpStatus;

/**
 * One route as an operation of OpenAPI: what its fragment says, and what follows from the route.
 */
final class Operation {
  private static final Pattern VARIABLE = Pattern.compile("\\{([^}]+)}");
  private static final String PROBLEM = "#/components/responses/Problem";

  private final Route route;
  private final JsonNode said;
  private final ObjectNode operation = JsonNodeFactory.instance.objectNode();

  private Operation(Route route, JsonNode said) {
    this.route = route;
    this.said = said;
  }

  static ObjectNode of(Route route, JsonNode said) {
    return new Operation(route, said).made();
  }

  private ObjectNode made() {
    operation.putArray("tags").add(tag());
    operation.put("operationId", id());
    operation.put("summary", said.path("summary").asText());
    if (said.has("description")) {
      operation.put("description", said.path("description").asText());
    }
    parameters();
    if (said.has("body")) {
      ObjectNode body = operation.putObject("requestBody");
      body.put("required", true);
      body.set("content", content(said.path("body")));
    }
    responses();
    security();
    return operation;
  }

  private String tag() {
    String[] segments = route.path().text().split("/", -1);
    boolean api = route.path().text().startsWith("/api/v1/");
    return segments[api ? 3 : 1].replace(".json", "");
  }

  /** Such as {@code getLimitsByRule}. */
  private String id() {
    StringBuilder id = new StringBuilder(route.method().toLowerCase(Locale.ROOT));
    for (String segment : route.path().text().split("[/.]", -1)) {
      boolean variable = segment.startsWith("{");
      String word = variable ? segment.substring(1, segment.length() - 1) : segment;
      if (!word.isEmpty()) {
        id.append(variable ? "By" : "");
        for (String part : word.split("_", -1)) {
          id.append(part.substring(0, 1).toUpperCase(Locale.ROOT)).append(part.substring(1));
        }
      }
    }
    return id.toString();
  }

  private void parameters() {
    ArrayNode all = JsonNodeFactory.instance.arrayNode();
    Matcher variables = VARIABLE.matcher(route.path().text());
    while (variables.find()) {
      all.add(parameter(variables.group(1), "path", said.at("/path/" + variables.group(1))));
    }
    said.path("query")
        .properties()
        .forEach(entry -> all.add(parameter(entry.getKey(), "query", entry.getValue())));
    said.path("fields")
        .properties()
        .forEach(entry -> all.add(parameter(entry.getKey(), "header", entry.getValue())));
    if (!all.isEmpty()) {
      operation.set("parameters", all);
    }
  }

  private static ObjectNode parameter(String name, String in, JsonNode said) {
    ObjectNode parameter = JsonNodeFactory.instance.objectNode();
    parameter.put("name", name);
    parameter.put("in", in);
    boolean bare = said.isTextual();
    parameter.put("description", bare ? said.asText() : said.path("description").asText());
    parameter.put("required", in.equals("path") || said.path("required").asBoolean());
    ObjectNode schema = JsonNodeFactory.instance.objectNode();
    if (!bare && said.isObject()) {
      schema.setAll((ObjectNode) said.deepCopy());
      schema.remove("description");
      schema.remove("required");
    }
    if (!schema.has("type")) {
      schema.put("type", "string");
    }
    parameter.set("schema", schema);
    return parameter;
  }

  private void responses() {
    ObjectNode responses = operation.putObject("responses");
    for (Map.Entry<String, JsonNode> answer : said.path("answers").properties()) {
      int status = Integer.parseInt(answer.getKey());
      ObjectNode response = responses.putObject(answer.getKey());
      response.put("description", HttpStatus.getMessage(status));
      said.path("sends")
          .properties()
          .forEach(field -> {
            ObjectNode header = response.withObject("/headers").putObject(field.getKey());
            header.put("description", field.getValue().asText());
            header.putObject("schema").put("type", "string");
          });
      if (!answer.getValue().isNull()) {
        response.set("content", content(answer.getValue()));
      }
    }
    if (route.access() != Access.OPEN) {
      responses.putObject("401").put("$ref", PROBLEM);
      responses.putObject("403").put("$ref", PROBLEM);
    }
    responses.putObject("default").put("$ref", PROBLEM);
  }

  /** By media type; a bare name is one of JSON. */
  private static ObjectNode content(JsonNode said) {
    ObjectNode content = JsonNodeFactory.instance.objectNode();
    if (said.isTextual()) {
      content.putObject("application/json").set("schema", schema(said.asText()));
    } else {
      said.properties()
          .forEach(entry ->
              content.putObject(entry.getKey()).set("schema", schema(entry.getValue().asText())));
    }
    return content;
  }

  private static ObjectNode schema(String name) {
    ObjectNode schema = JsonNodeFactory.instance.objectNode();
    return switch (name) {
      case "text" -> schema.put("type", "string");
      // In 3.1 the media type says that it is binary.
      case "any" -> schema;
      default -> schema.put("$ref", "#/components/schemas/" + name);
    };
  }

  private void security() {
    ArrayNode security = operation.putArray("security");
    switch (route.access()) {
      case OPEN -> {}
      case OWNER -> {
        who(security, "adminToken");
        who(security, "apiKey");
        who(security, "gitHubCredential");
      }
      case KEY -> {
        who(security, "adminToken");
        who(security, "apiKey");
      }
      case ADMIN -> who(security, "adminToken");
    }
  }

  private static void who(ArrayNode security, String scheme) {
    security.addObject().putArray(scheme);
  }
}
