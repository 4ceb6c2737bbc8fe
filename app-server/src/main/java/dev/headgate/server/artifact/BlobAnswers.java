package dev.headgate.server.artifact;

import dev.headgate.core.blob.Blob;
import dev.headgate.core.blob.BlobContent;
import dev.headgate.core.blob.BlobId;
import dev.headgate.core.blob.BlobStore;
import dev.headgate.server.endpoint.Answer;
import dev.headgate.server.endpoint.Call;
import dev.headgate.server.endpoint.Problem;
import java.io.IOException;
import java.time.InstantSource;

/** Blobs over HTTP, with ranges, in constant memory. Thread-safe. */
public final class BlobAnswers {
  private final BlobStore blobs;
  private final InstantSource clock;

  /** Of that store. */
  public BlobAnswers(BlobStore blobs, InstantSource clock) {
    this.blobs = blobs;
    this.clock = clock;
  }

  /**
   * A blob, or the range of it that the client asks for.
   *
   * @throws Problem 410 where it is not kept any more
   */
  public Answer of(Call call, BlobId id, String type, String fileName) throws IOException {
    Blob blob = blobs.find(id, clock.instant()).orElseThrow(BlobAnswers::gone);
    return StreamedContent.of(
        call,
        type,
        blob.bytes(),
        "\"" + blob.sha256() + "\"",
        StreamedContent.safe(fileName),
        (from, length) -> opened(blob, from, length));
  }

  private java.io.InputStream opened(Blob blob, long from, long length) throws IOException {
    BlobContent content =
        blobs.open(blob.id(), from, length, clock.instant()).orElseThrow(BlobAnswers::gone);
    if (!content.blob().sha256().equals(blob.sha256())) {
      content.close();
      throw gone();
    }
    return content.stream();
  }

  private static Problem gone() {
    return new Problem(
        410,
        "content-expired",
        "Content expired",
        "The content is not kept any more (blobs.retention); run the task again",
        java.util.Map.of());
  }
}
