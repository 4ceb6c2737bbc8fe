package dev.headgate.runtime.blob;

import dev.headgate.core.blob.Blob;
import dev.headgate.core.blob.BlobContent;
import dev.headgate.core.blob.BlobId;
import dev.headgate.core.blob.BlobRemains;
import dev.headgate.core.blob.BlobStore;
import dev.headgate.core.blob.BlobUpload;
import dev.headgate.core.limit.ByteThrottle;
import java.io.InterruptedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A store of blobs that is written to at a bounded rate, by all uploads together. Thread-safe. */
final class PacedBlobStore implements BlobStore {
  private final BlobStore store;
  private final ByteThrottle disk;
  private final ByteThrottle.Pause pause;

  PacedBlobStore(BlobStore store, ByteThrottle disk, ByteThrottle.Pause pause) {
    this.store = store;
    this.disk = disk;
    this.pause = pause;
  }

  @Override
  public BlobUpload create(BlobId id, Instant now) {
    return new Paced(store.create(id, now), disk.share(pause));
  }

  @Override
  public Optional<BlobRemains> remains(BlobId id, Instant now) {
    return store.remains(id, now);
  }

  @Override
  public Optional<Blob> find(BlobId id, Instant now) {
    return store.find(id, now);
  }

  @Override
  public Optional<BlobContent> open(BlobId id, long from, long length, Instant now) {
    return store.open(id, from, length, now);
  }

  @Override
  public boolean delete(BlobId id) {
    return store.delete(id);
  }

  @Override
  public List<Blob> list(String prefix, String after, int most, Instant now) {
    return store.list(prefix, after, most, now);
  }

  @Override
  public long bytes() {
    return store.bytes();
  }

  @Override
  public int sweep(Instant now) {
    return store.sweep(now);
  }

  private static final class Paced implements BlobUpload {
    private final BlobUpload upload;
    private final ByteThrottle.Share disk;

    Paced(BlobUpload upload, ByteThrottle.Share disk) {
      this.upload = upload;
      this.disk = disk;
    }

    /** Whoever is interrupted waits no longer: what is written is written all the same. */
    @Override
    public void write(byte[] bytes, int offset, int length) {
      upload.write(bytes, offset, length);
      try {
        disk.moved(length);
      } catch (InterruptedIOException hurried) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public long bytes() {
      return upload.bytes();
    }

    @Override
    public String sha256() {
      return upload.sha256();
    }

    @Override
    public void keep(String note, Instant now) {
      upload.keep(note, now);
    }

    @Override
    public Blob commit(Instant now) {
      return upload.commit(now);
    }

    @Override
    public void close() {
      upload.close();
    }
  }
}
