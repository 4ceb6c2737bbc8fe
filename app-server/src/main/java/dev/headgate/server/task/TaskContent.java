package dev.headgate.server.task;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headgate.core.queue.Task;
import dev.headgate.runtime.task.TaskJson;
import dev.headgate.runtime.task.request.GitHubRequest;
import dev.headgate.runtime.task.artifact.ArtifactDownloadHandler;
import dev.headgate.runtime.task.artifact.TaskBlobs;
import dev.headgate.server.artifact.BlobAnswers;
import dev.headgate.server.endpoint.Answer;
import dev.headgate.server.endpoint.Call;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/**
 * What a task has brought, by itself: GitHub's body where it was a request to GitHub, else the
 * archive where it was an artifact, else the
 * result as JSON. Browsers are told to do nothing with it but show or save it.
 */
final class TaskContent {
  private static final String ANYTHING = "application/octet-stream";
  private static final Map<String, String> HARMLESS =
      Map.of(
          "Content-Security-Policy", "default-src 'none'; sandbox",
          "Cache-Control", "private, no-store");

  private TaskContent() {}

  static Answer of(Task task, Call call, BlobAnswers blobs) throws IOException {
    String result = task.result() == null ? "null" : task.result();
    if (task.kind().equals(ArtifactDownloadHandler.KIND)) {
      String name = TaskJson.read(result).path("name").asText("artifact");
      return blobs.of(call, TaskBlobs.of(task.id()), "application/zip", name + ".zip");
    }
    if (!task.kind().equals(GitHubRequest.KIND)) {
      return new Answer(200, "application/json", result.getBytes(UTF_8), HARMLESS);
    }
    JsonNode json = TaskJson.read(result);
    String type = json.path("headers").path("content-type").asText(ANYTHING);
    return new Answer(200, type, body(json), HARMLESS);
  }

  private static byte[] body(JsonNode result) {
    JsonNode binary = result.path("body_base64");
    try {
      return binary.isTextual()
          ? binary.binaryValue()
          : result.path("body").asText("").getBytes(UTF_8);
    } catch (IOException malformed) {
      throw new UncheckedIOException("the result of a task is damaged", malformed);
    }
  }
}
