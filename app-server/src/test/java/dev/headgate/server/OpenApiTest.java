package dev.headgate.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.inject.Injector;
import com.google.inject.Key;
import com.google.inject.TypeLiteral;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion;
import dev.headgate.github.simulator.GitHubSimulator;
import dev.headgate.github.simulator.SimulatorOptions;
import dev.headgate.runtime.configuration.ConfigurationLoader;
import dev.headgate.runtime.configuration.LiveConfiguration;
import dev.headgate.runtime.process.ProcessName;
import dev.headgate.server.endpoint.EndpointGroup;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The description of the endpoints is OpenAPI, is of all routes, and is what the server does. */
class OpenApiTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String SECRET = "a-secret-of-webhooks";
  private static final Duration SOON = Duration.ofSeconds(60);

  private static final Path PAGE = Path.of("..", "docs", "http-api.md");

  private static GitHubSimulator github;
  private static HeadgateServer server;
  private static Set<EndpointGroup> groups;
  private static HttpClient client;
  private static String text;
  private static JsonNode document;

  @BeforeAll
  static void start() throws Exception {
    github = new GitHubSimulator(SimulatorOptions.DEFAULTS);
    Map<String, String> settings =
        Map.of(
            "GITHUB_API_URL", github.url().toString(),
            "SERVER_PORT", "0",
            "GITHUB_TOKEN", "ghp_headgate0",
            "GITHUB_WEBHOOK_SECRET", SECRET,
            "PROTECTION_LOAD_SHEDDING", "shadow",
            "RATE_LIMIT_ENABLED", "true",
            "RATE_LIMIT_DEFAULT", "100000");
    Injector injector =
        Headgate.injector(
            new LiveConfiguration(ConfigurationLoader.load(settings, null)),
            InstantSource.system(),
            ProcessName.fresh(Map.of()));
    server = injector.getInstance(HeadgateServer.class);
    groups = injector.getInstance(Key.get(new TypeLiteral<Set<EndpointGroup>>() {}));
    server.start();
    client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    text = send("GET", "/api/v1/openapi.json", "").body();
    document = JSON.readTree(text);
  }

  @AfterAll
  static void stop() {
    client.shutdownNow();
    server.close();
    github.close();
  }

  private static HttpResponse<String> send(
      String method, String target, String body, String... fields) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(server.url() + target))
            .timeout(SOON)
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (fields.length > 0) {
      request.headers(fields);
    }
    try {
      return client.send(request.build(), BodyHandlers.ofString());
    } catch (IOException broken) {
      throw new AssertionError(method + " " + target, broken);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new AssertionError(stopped);
    }
  }

  @Test
  void isOpenApi() {
    SwaggerParseResult read = new OpenAPIV3Parser().readContents(text);
    assertThat(read.getMessages()).isNullOrEmpty();
    assertThat(read.getOpenAPI().getOpenapi()).isEqualTo("3.1.0");
    assertThat(read.getOpenAPI().getPaths()).hasSize(document.path("paths").size());
  }

  @Test
  void everySchemaIsOneAndEveryReferenceLeadsSomewhere() {
    JsonSchema rules =
        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
            .getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));
    document
        .at("/components/schemas")
        .properties()
        .forEach(
            entry -> assertThat(rules.validate(entry.getValue())).as(entry.getKey()).isEmpty());
    for (JsonNode reference : document.findValues("$ref")) {
      assertThat(document.at(reference.asText().substring(1)).isMissingNode())
          .as(reference.asText())
          .isFalse();
    }
  }

  @Test
  void everyRouteIsInItAndNothingElse() {
    Set<String> routes = new TreeSet<>();
    groups.forEach(group ->
        group.routes().forEach(route -> routes.add(route.method() + " " + route.path().text())));
    Set<String> described = new TreeSet<>();
    document
        .path("paths")
        .properties()
        .forEach(path ->
            path.getValue()
                .fieldNames()
                .forEachRemaining(method ->
                    described.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));
    assertThat(described).isEqualTo(routes).hasSizeGreaterThan(35);
  }

  @Test
  void theServerAnswersWhatItSaysAtEveryPath() {
    document
        .path("paths")
        .properties()
        .forEach(path -> {
          String target = path.getKey().replaceAll("\\{[^}]+}", "x");
          HttpResponse<String> answer = send("PROPFIND", target, "");
          // A GET of /events is GitHub's, and so is every other method there but POST.
          if (target.equals("/events")) {
            return;
          }
          assertThat(answer.statusCode()).as(target).isEqualTo(405);
          Set<String> allowed =
              new TreeSet<>(
                  Arrays.asList(answer.headers().firstValue("Allow").orElse("").split(", ", -1)));
          allowed.remove("HEAD");
          Set<String> described = new TreeSet<>();
          path.getValue()
              .fieldNames()
              .forEachRemaining(name -> described.add(name.toUpperCase(Locale.ROOT)));
          assertThat(described).as(target).isEqualTo(allowed);
        });
  }

  @Test
  void everyOperationSaysWhatItDoesAndAnswers() {
    document
        .path("paths")
        .forEach(path ->
            path.forEach(operation -> {
              String id = operation.path("operationId").asText();
              assertThat(operation.path("summary").asText()).as(id).endsWith(".");
              assertThat(operation.path("responses").fieldNames())
                  .toIterable()
                  .as(id)
                  .anyMatch(status -> status.startsWith("2"));
              operation
                  .path("parameters")
                  .forEach(parameter ->
                      assertThat(parameter.path("description").asText())
                          .as(id + " " + parameter.path("name").asText())
                          .isNotEmpty());
            }));
  }

  @Test
  void answersAreWhatTheirSchemasSay() throws Exception {
    List<String> checked = new ArrayList<>();
    send("GET", "/repos/octo/hello", "", "Authorization", "Bearer ghp_openapi");
    String task =
        check(
                checked,
                "POST /api/v1/tasks",
                "/api/v1/tasks",
                "{\"kind\": \"github-request\", \"payload\": {\"path\": \"/repos/octo/hello\"}}",
                "Idempotency-Key",
                "one")
            .path("id")
            .asText();
    String batch =
        check(
                checked,
                "POST /api/v1/batches",
                "/api/v1/batches",
                "{\"requests\": [{\"path\": \"/repos/octo/hello\"}, {\"path\": \"/users/octo\"}]}")
            .path("id")
            .asText();
    await()
        .atMost(SOON)
        .until(() -> send("GET", "/api/v1/tasks/" + task, "").body().contains("\"succeeded\""));
    check(checked, "POST /events", "/events", event("{\"id\": \"e1\""), cloudEvent());
    check(
        checked,
        "POST /events",
        "/events",
        "[" + event("{\"id\": \"e2\"") + "]",
        "Content-Type",
        "application/cloudevents-batch+json");
    String delivery = "{\"zen\": \"Keep it logically awesome.\"}";
    check(
        checked,
        "POST /webhooks/github",
        "/webhooks/github",
        delivery,
        "Content-Type",
        "application/json",
        "X-GitHub-Event",
        "ping",
        "X-GitHub-Delivery",
        "0a0a0a0a-0000-4000-8000-000000000000",
        "X-Hub-Signature-256",
        signed(delivery));
    check(
        checked,
        "PUT /api/v1/limits/{rule}",
        "/api/v1/limits/mine",
        "{\"match\": {\"path\": \"/repos/**\", \"methods\": [\"GET\"]}, \"key\": \"global\","
            + " \"permits\": 1000, \"per\": \"1s\"}");
    check(
        checked, "PUT /api/v1/breakers/{name}", "/api/v1/breakers/github", "{\"force\": \"auto\"}");
    check(checked, "PUT /api/v1/jobs", "/api/v1/jobs", "{\"namespaces\": {\"builds\": 3}}");
    check(checked, "PATCH /api/v1/config", "/api/v1/config", "{\"request-timeout\": \"29s\"}");
    check(checked, "PUT /api/v1/debug/requests/{id}", "/api/v1/debug/requests/abc", "");
    for (String path :
        document.path("paths").properties().stream().map(Map.Entry::getKey).toList()) {
      if (document.at("/paths").path(path).has("get")
          && !path.contains("artifacts")
          && !path.contains("stream")) {
        String target =
            path.replace("/batches/{id}", "/batches/" + batch)
                .replace("/tasks/{id}", "/tasks/" + task)
                .replace("{rule}", "mine")
                .replace("{name}", "github")
                .replace("{file}", "dashboard.css")
                .replace("explain", "explain?path=/repos/octo/hello");
        check(checked, "GET " + path, target, "");
      }
    }
    check(checked, "DELETE /api/v1/cache", "/api/v1/cache?path=/repos/octo/hello", "");
    check(checked, "DELETE /api/v1/limits/{rule}", "/api/v1/limits/mine", "");
    check(checked, "DELETE /api/v1/debug/requests/{id}", "/api/v1/debug/requests/abc", "");
    assertThat(checked).hasSizeGreaterThan(30);
    HttpResponse<String> problem = send("PATCH", "/api/v1/config", "{\"max-retrie\": 1}");
    assertThat(problem.statusCode()).isEqualTo(422);
    matches("Problem", "#/components/schemas/Problem", problem.body());
  }

  @Test
  void thePageSaysWhatTheDocumentSays() throws Exception {
    String page = Files.readString(PAGE);
    String current = HttpApiPage.regenerated(page, document);
    if (Boolean.getBoolean("headgate.docs.write")) {
      Files.writeString(PAGE, current);
      page = current;
    }
    assertThat(page)
        .as("docs/http-api.md differs from the endpoints; it says how to write it anew")
        .isEqualTo(current);
  }

  private static String event(String begun) {
    return begun
        + """
        , "specversion": "1.0", "source": "third",
        "type": "network.notifi.lambda.build.start",
        "data": {"third_party_id": "a", "parser_id": "b"}}\
        """;
  }

  private static String[] cloudEvent() {
    return new String[] {"Content-Type", "application/cloudevents+json"};
  }

  private static String signed(String body) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(SECRET.getBytes(UTF_8), "HmacSHA256"));
    return "sha256=" + HexFormat.of().formatHex(mac.doFinal(body.getBytes(UTF_8)));
  }

  /** Calls that operation, and holds its answer to what is said of that status. */
  private static JsonNode check(
      List<String> checked, String operation, String target, String body, String... fields)
      throws IOException {
    String method = operation.split(" ", 2)[0];
    HttpResponse<String> answer = send(method, target, body, fields);
    String what = "%s: %d %s".formatted(operation, answer.statusCode(), answer.body());
    assertThat(answer.statusCode()).as(what).isBetween(200, 299);
    JsonNode said =
        document
            .path("paths")
            .path(operation.split(" ", 2)[1])
            .path(method.toLowerCase(Locale.ROOT))
            .path("responses")
            .path(String.valueOf(answer.statusCode()));
    assertThat(said.isMissingNode()).as(what).isFalse();
    checked.add(operation);
    if (!said.has("content")) {
      assertThat(answer.body()).as(what).isEmpty();
      return said;
    }
    String type =
        answer.headers().firstValue("Content-Type").orElse("").replaceAll(";.*", "").strip();
    JsonNode content = said.path("content");
    assertThat(content.has(type) || content.has("*/*")).as(what + " as " + type).isTrue();
    JsonNode schema = content.path(type).path("schema");
    if (schema.has("$ref")) {
      matches(what, schema.path("$ref").asText(), answer.body());
    }
    return type.equals("application/json") ? JSON.readTree(answer.body()) : said;
  }

  /** Nothing may be missing, and nothing may be there that is not described. */
  private static void matches(String what, String reference, String body) {
    ObjectNode schema = document.deepCopy();
    strict(schema.at("/components/schemas"));
    schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    schema.put("$ref", reference);
    JsonSchema rules =
        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(schema);
    assertThat(rules.validate(body, InputFormat.JSON)).as(what).isEmpty();
  }

  private static void strict(JsonNode schemas) {
    Set<String> parts = new TreeSet<>();
    schemas
        .findValues("allOf")
        .forEach(all ->
            all.findValues("$ref").forEach(part -> parts.add(part.asText().replaceAll(".*/", ""))));
    schemas
        .properties()
        .forEach(entry -> {
          if (!parts.contains(entry.getKey())) {
            close(entry.getValue());
          }
        });
  }

  private static void close(JsonNode schema) {
    boolean open =
        schema.has("properties")
            && !schema.has("additionalProperties")
            && !schema.has("unevaluatedProperties");
    if (open) {
      ((ObjectNode) schema).put("additionalProperties", false);
    }
    schema.forEach(OpenApiTest::close);
  }
}
