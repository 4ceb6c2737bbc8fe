package dev.headgate.server.task;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headgate.core.blob.BlobId;
import dev.headgate.core.queue.Task;
import dev.headgate.runtime.task.TaskJson;
import dev.headgate.runtime.task.request.GitHubRequest;
import dev.headgate.server.artifact.BlobAnswers;
import dev.headgate.server.endpoint.Answer;
import dev.headgate.server.endpoint.Call;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;

/**
 * What a task has brought, by itself: the blob that its result names, else GitHub's body where it
 * was a request to GitHub, else the result as JSON. Browsers are told to do nothing with it but
 * show or save it.
 */
final class TaskContent {
  private static final String ANYTHING = "application/octet-stream";
  private static final Map<String, String> HARMLESS =
      Map.of(
          "Content-Security-Policy", "default-src 'none'; sandbox",
          "Cache-Control", "private, no-store");

  private final BlobAnswers blobs;

  TaskContent(BlobAnswers blobs) {
    this.blobs = blobs;
  }

  Answer of(Call call, Task task) throws IOException {
    String result = task.result() == null ? "null" : task.result();
    JsonNode json = TaskJson.read(result);
    String type = json.path("headers").path("content-type").asText(ANYTHING);
    Optional<BlobId> blob = BlobId.parse(json.path(TaskJson.BLOB).asText());
    if (blob.isPresent()) {
      return blobs.of(
          call,
          blob.get(),
          json.path(TaskJson.CONTENT_TYPE).asText(type),
          json.path(TaskJson.FILE_NAME).asText("task-" + task.id()));
    }
    return task.kind().equals(GitHubRequest.KIND)
        ? new Answer(200, type, body(json), HARMLESS)
        : new Answer(200, "application/json", result.getBytes(UTF_8), HARMLESS);
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
