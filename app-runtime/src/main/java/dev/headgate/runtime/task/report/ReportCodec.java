package dev.headgate.runtime.task.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headgate.core.blob.BlobUpload;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.util.Locale;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** A run's results as lines of JSON: the run, then each test. */
final class ReportCodec {
  private static final JsonMapper JSON = new JsonMapper();

  private ReportCodec() {}

  static void write(BlobUpload upload, RunReport run) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("repository", run.repository());
    json.put("artifact", run.artifact());
    json.put("run_id", run.runId());
    json.put("artifact_id", run.artifactId());
    json.put("head_sha", run.headSha());
    line(upload, json);
  }

  static void write(BlobUpload upload, TestCase test) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("suite", test.suite());
    json.put("class", test.type());
    json.put("name", test.name());
    json.put("outcome", test.outcome().label());
    json.put("millis", test.millis());
    if (!test.message().isEmpty()) {
      json.put("message", test.message());
    }
    line(upload, json);
  }

  private static void line(BlobUpload upload, ObjectNode json) {
    byte[] bytes = (json + "\n").getBytes(UTF_8);
    upload.write(bytes, 0, bytes.length);
  }

  /** Reads a run's results, each with the run's commit. */
  static void read(InputStream in, BiConsumer<String, TestCase> found) throws IOException {
    BufferedReader lines = new BufferedReader(new InputStreamReader(in, UTF_8));
    String first = lines.readLine();
    String commit = first == null ? "" : json(first).path("head_sha").asText("");
    for (@Nullable String line = lines.readLine(); line != null; line = lines.readLine()) {
      JsonNode json = json(line);
      found.accept(
          commit,
          new TestCase(
              json.path("suite").asText(""),
              json.path("class").asText(""),
              json.path("name").asText(""),
              TestCase.Outcome.valueOf(
                  json.path("outcome").asText("passed").toUpperCase(Locale.ROOT)),
              json.path("millis").asLong(),
              json.path("message").asText("")));
    }
  }

  private static JsonNode json(String line) throws IOException {
    try {
      return JSON.readTree(line);
    } catch (JsonProcessingException damaged) {
      throw new IOException("a kept report is damaged", damaged);
    }
  }
}
