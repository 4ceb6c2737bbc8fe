package dev.headgate.runtime.task.artifact;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.headgate.core.blob.BlobId;
import dev.headgate.core.queue.TaskId;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The names under which tasks keep what they have got. */
public final class TaskBlobs {
  private TaskBlobs() {}

  /** The one name of a task's content: the same whenever and wherever the task runs. */
  public static BlobId of(TaskId id) {
    // Upper case would be another name on some file systems and the same on others.
    return BlobId.parse("task-" + id.value())
        .orElseGet(() -> new BlobId("task-x-" + hash(id.value())));
  }

  /** Half of a text's SHA-256, as 32 hexadecimal digits: what a name can hold of any text. */
  public static String hash(String text) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
      return HexFormat.of().formatHex(digest, 0, 16);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has SHA-256", impossible);
    }
  }
}
