package dev.headgate.github.artifact;

import dev.headgate.core.blob.BlobUpload;
import dev.headgate.core.limit.ByteThrottle;
import java.io.IOException;
import java.io.InputStream;
import java.time.InstantSource;

/** What is read of a transfer, written on the way; first what an earlier one had left. */
final class Tee extends InputStream {
  private final InputStream before;
  private final Transfer transfer;
  private final BlobUpload upload;
  private final ByteThrottle.Share disk;
  private final Artifact artifact;
  private final long keepEvery;
  private final InstantSource clock;
  private boolean replayed;
  private long kept;

  Tee(
      InputStream before,
      Transfer transfer,
      BlobUpload upload,
      ByteThrottle.Share disk,
      Artifact artifact,
      long keepEvery,
      InstantSource clock) {
    this.before = before;
    this.transfer = transfer;
    this.upload = upload;
    this.disk = disk;
    this.artifact = artifact;
    this.keepEvery = keepEvery;
    this.clock = clock;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    int count = replayed ? -1 : before.read(into, offset, length);
    if (count < 0) {
      replayed = true;
      count = transfer.read(into, offset, length);
    }
    if (count > 0) {
      disk.moved(count);
      upload.write(into, offset, count);
      if (replayed && upload.bytes() - kept >= keepEvery) {
        keep();
      }
    }
    return count;
  }

  /** Makes what has come so far outlast this run. */
  void keep() {
    if (upload.bytes() > kept && replayed) {
      String digest = artifact.sha256();
      Progress progress =
          new Progress(
              artifact.ref().id(), digest == null ? "" : digest, transfer.total(), transfer.tag());
      upload.keep(progress.written(), clock.instant());
      kept = upload.bytes();
    }
  }
}
