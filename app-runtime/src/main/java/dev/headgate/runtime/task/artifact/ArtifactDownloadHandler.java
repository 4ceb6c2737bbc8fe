package dev.headgate.runtime.task.artifact;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headgate.core.work.TaskHandler;
import dev.headgate.core.work.TaskOutcome;
import dev.headgate.core.work.TaskRun;
import dev.headgate.github.artifact.Downloaded;
import dev.headgate.runtime.task.TaskJson;
import java.time.Duration;

/**
 * Downloads an artifact and keeps its archive as the task's content.
 *
 * <p>Harmless when repeated: the archive lies under the task's own name, what is there whole is not
 * fetched again, and what an earlier run left is gone on with. An artifact that has expired, does
 * not exist or must not be kept fails for good; spent quota is waited for; everything else is tried
 * again. Thread-safe.
 */
public final class ArtifactDownloadHandler implements TaskHandler {
  /** The kind of task. */
  public static final String KIND = "artifact-download";

  private static final Duration LONGEST = Duration.ofHours(4);

  private final ArtifactFetch fetch;

  /** A handler that gets artifacts in that way. */
  public ArtifactDownloadHandler(ArtifactFetch fetch) {
    this.fetch = fetch;
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public Duration longest() {
    return LONGEST;
  }

  @Override
  public TaskOutcome handle(TaskRun run) throws InterruptedException {
    return fetch.with(run, downloaded -> new TaskOutcome.Done(result(downloaded)));
  }

  private static String result(Downloaded downloaded) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put(TaskJson.BLOB, downloaded.blob().id().value());
    json.put(TaskJson.CONTENT_TYPE, "application/zip");
    json.put(TaskJson.FILE_NAME, downloaded.artifact().name() + ".zip");
    json.put("bytes", downloaded.blob().bytes());
    json.put("sha256", downloaded.blob().sha256());
    json.put("entries", downloaded.entries());
    json.put("uncompressed_bytes", downloaded.unpacked());
    json.put("resumed", downloaded.resumed());
    json.put("resigned", downloaded.resigned());
    json.put("artifact_id", downloaded.artifact().ref().id());
    json.put("name", downloaded.artifact().name());
    json.put("run_id", downloaded.artifact().runId());
    json.put("head_sha", downloaded.artifact().headSha());
    json.put("kept_until", downloaded.blob().expiresAt().toString());
    return TaskJson.write(json);
  }
}
