package dev.headgate.server.task;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headgate.core.blob.BlobContent;
import dev.headgate.core.blob.BlobId;
import dev.headgate.core.blob.BlobStore;
import dev.headgate.core.queue.Task;
import dev.headgate.runtime.task.TaskJson;
import dev.headgate.runtime.task.request.GitHubRequest;
import dev.headgate.server.endpoint.Answer;
import dev.headgate.server.endpoint.Problem;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.InstantSource;
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

  private final BlobStore blobs;
  private final InstantSource clock;

  TaskContent(BlobStore blobs, InstantSource clock) {
    this.blobs = blobs;
    this.clock = clock;
  }

  Answer of(Task task) {
    String result = task.result() == null ? "null" : task.result();
    JsonNode json = TaskJson.read(result);
    String type = json.path("headers").path("content-type").asText(ANYTHING);
    Optional<BlobId> blob = BlobId.parse(json.path(TaskJson.BLOB).asText());
    if (blob.isPresent()) {
      return blob(blob.get(), type);
    }
    return task.kind().equals(GitHubRequest.KIND)
        ? new Answer(200, type, body(json), HARMLESS)
        : new Answer(200, "application/json", result.getBytes(UTF_8), HARMLESS);
  }

  private Answer blob(BlobId id, String type) {
    BlobContent content =
        blobs
            .open(id, clock.instant())
            .orElseThrow(() ->
                new Problem(
                    410, "gone", "Gone", "The task's content is not kept any more", Map.of()));
    Answer answer = Answer.streamed(type, new Bytes(content));
    for (Map.Entry<String, String> field : HARMLESS.entrySet()) {
      answer = answer.with(field.getKey(), field.getValue());
    }
    return answer
        .with("Content-Length", Long.toString(content.length()))
        .with("ETag", "\"" + content.blob().sha256() + "\"");
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

  private record Bytes(BlobContent content) implements Answer.Stream {
    @Override
    public void writeTo(OutputStream out) throws IOException {
      content.stream().transferTo(out);
    }

    @Override
    public void close() {
      try {
        content.close();
      } catch (IOException broken) {
        throw new UncheckedIOException("a blob that was read", broken);
      }
    }
  }
}
