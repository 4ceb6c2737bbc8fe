package dev.headgate.runtime.task.request;

import dev.headgate.core.blob.Blob;
import dev.headgate.core.blob.BlobId;
import dev.headgate.core.blob.BlobStore;
import dev.headgate.core.blob.BlobUpload;
import dev.headgate.core.gateway.ApiAnswer;
import dev.headgate.core.gateway.Content;
import dev.headgate.core.queue.TaskId;
import java.io.IOException;
import java.io.InputStream;
import java.time.InstantSource;
import java.util.Locale;

/** Puts the bodies of answers away: short ones with their task, long ones where blobs are kept. */
final class AnswerBodies {
  private static final int CHUNK = 64 * 1024;

  private final BlobStore blobs;
  private final InstantSource clock;

  AnswerBodies(BlobStore blobs, InstantSource clock) {
    this.blobs = blobs;
    this.clock = clock;
  }

  /**
   * The result that an answer makes; reads its body and closes it. A long body takes the place of
   * that of an earlier run of the task.
   *
   * @throws IOException if the body breaks off
   * @throws dev.headgate.core.storage.StorageFailure if a long one cannot be kept
   */
  String result(TaskId task, ApiAnswer answer) throws IOException {
    try (InputStream body = stream(answer.content())) {
      byte[] first = body.readNBytes(RequestResult.LONGEST + 1);
      return first.length <= RequestResult.LONGEST
          ? RequestResult.of(answer, first)
          : RequestResult.of(answer, kept(task, first, body));
    }
  }

  private Blob kept(TaskId task, byte[] first, InputStream rest) throws IOException {
    BlobId name = new BlobId("result-" + task.value().toLowerCase(Locale.ROOT));
    try (BlobUpload upload = blobs.create(name, clock.instant())) {
      upload.write(first, 0, first.length);
      byte[] chunk = new byte[CHUNK];
      for (int read = rest.read(chunk); read >= 0; read = rest.read(chunk)) {
        upload.write(chunk, 0, read);
      }
      return upload.commit(clock.instant());
    }
  }

  private static InputStream stream(Content content) {
    return content instanceof Content.Whole whole
        ? whole.body().stream()
        : ((Content.Streamed) content).bytes();
  }
}
