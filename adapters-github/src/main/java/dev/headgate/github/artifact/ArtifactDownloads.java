package dev.headgate.github.artifact;

import dev.headgate.core.archive.UnsafeArchive;
import dev.headgate.core.archive.ZipReader;
import dev.headgate.core.blob.Blob;
import dev.headgate.core.blob.BlobContent;
import dev.headgate.core.blob.BlobId;
import dev.headgate.core.blob.BlobRemains;
import dev.headgate.core.blob.BlobStore;
import dev.headgate.core.blob.BlobUpload;
import dev.headgate.core.gateway.Cancellation;
import dev.headgate.core.gateway.Waiter;
import dev.headgate.core.limit.ByteThrottle;
import dev.headgate.github.artifact.TransferStopped.Why;
import java.io.IOException;
import java.io.InputStream;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Downloads artifacts: finds them by the API, follows its redirect, gets every byte whatever breaks
 * on the way, holds the archive against GitHub's length and digest and against the rules of {@link
 * ZipReader} while it arrives, and stores it. Constant memory: some 300 KiB for each download.
 *
 * <p>Thread-safe. What cannot go on throws {@link TransferStopped}; a store that is away or full
 * throws as {@link BlobStore} says.
 */
public final class ArtifactDownloads {
  private static final int BEGINNINGS = 3;

  private final DownloadHost host;
  private final BlobStore blobs;
  private final DownloadLimits limits;
  private final ByteThrottle bandwidth;
  private final ByteThrottle disk;
  private final InstantSource clock;
  private final Waiter waiter;
  private final DoubleSupplier random;

  /**
   * Downloads into that store.
   *
   * @param bandwidth holds what comes from the network
   * @param disk holds what is written
   */
  public ArtifactDownloads(
      DownloadHost host,
      BlobStore blobs,
      DownloadLimits limits,
      ByteThrottle bandwidth,
      ByteThrottle disk,
      InstantSource clock,
      Waiter waiter,
      DoubleSupplier random) {
    this.host = host;
    this.blobs = blobs;
    this.limits = limits;
    this.bandwidth = bandwidth;
    this.disk = disk;
    this.clock = clock;
    this.waiter = waiter;
    this.random = random;
  }

  /** What GitHub says of an artifact. */
  public Artifact look(ApiCalls api, ArtifactRef ref) throws IOException, InterruptedException {
    return new ArtifactApi(api, clock).look(ref);
  }

  /** The newest artifact of that name among those of a workflow run. */
  public Artifact find(ApiCalls api, String owner, String repo, long runId, String name)
      throws IOException, InterruptedException {
    return new ArtifactApi(api, clock).find(owner, repo, runId, name);
  }

  /**
   * The artifact's archive as a stream that survives broken connections and expired URLs; nothing
   * is stored or checked. To be closed by the caller.
   *
   * @param from the first byte that is wanted
   */
  public Transfer stream(ApiCalls api, Artifact artifact, long from, Cancellation cancellation)
      throws TransferStopped {
    checkWanted(artifact);
    return transfer(api, artifact, cancellation, from, null, known(artifact));
  }

  /** An archive's length, where GitHub's number can be trusted to be that. */
  private static long known(Artifact artifact) {
    return artifact.sha256() == null ? -1 : artifact.bytes();
  }

  private void checkWanted(Artifact artifact) throws TransferStopped {
    if (artifact.expired()) {
      throw TransferStopped.gone(Why.EXPIRED, "the artifact has expired");
    }
    if (known(artifact) > limits.mostBytes()) {
      throw TransferStopped.gone(
          Why.TOO_LARGE,
          "the archive has %d bytes, more than %d (artifacts.max-bytes)"
              .formatted(artifact.bytes(), limits.mostBytes()));
    }
  }

  private Transfer transfer(
      ApiCalls api,
      Artifact artifact,
      Cancellation cancellation,
      long from,
      @Nullable String tag,
      long total) {
    ArtifactApi signer = new ArtifactApi(api, clock);
    return new Transfer(
        () -> signer.sign(artifact.ref()),
        new Transfer.Means(host, bandwidth, waiter, random, cancellation),
        limits.mostBytes(),
        artifact.sha256() != null,
        from,
        tag,
        total);
  }

  /**
   * Gets an artifact into the store under that name. Harmless when repeated: what is there already
   * is not fetched again, and what an earlier run left is gone on with.
   *
   * @throws TransferStopped when it cannot be had, or not now
   * @throws InterruptedException when the thread is interrupted; what has come so far is kept
   */
  public Downloaded download(ApiCalls api, Artifact artifact, BlobId id, Cancellation cancellation)
      throws IOException, InterruptedException {
    Optional<Blob> there = blobs.find(id, clock.instant());
    if (there.isPresent() && there.get().sha256().equals(artifact.sha256())) {
      return checkedAgain(artifact, there.get());
    }
    checkWanted(artifact);
    for (int beginning = 1; ; beginning++) {
      try {
        return attempt(api, artifact, id, cancellation, beginning == 1);
      } catch (TransferStopped stopped) {
        boolean again = stopped.reason() instanceof TransferStopped.Cause.Changed;
        if (!again) {
          throw stopped;
        }
        if (beginning == BEGINNINGS) {
          throw TransferStopped.broken(String.valueOf(stopped.getMessage()));
        }
      }
    }
  }

  private Downloaded checkedAgain(Artifact artifact, Blob blob) throws IOException {
    try (BlobContent content = blobs.open(blob.id(), clock.instant()).orElseThrow();
        ZipReader zip = new ZipReader(content.stream(), limits.archive())) {
      passThrough(zip);
      return new Downloaded(artifact, blob, zip.entries(), zip.unpacked(), 0, 0);
    }
  }

  private Downloaded attempt(
      ApiCalls api, Artifact artifact, BlobId id, Cancellation cancellation, boolean goOn)
      throws IOException, InterruptedException {
    @Nullable BlobRemains remains = goOn ? blobs.remains(id, clock.instant()).orElse(null) : null;
    try {
      Progress left =
          remains == null
              ? null
              : Progress.read(remains.note())
                  .filter(progress -> progress.continues(artifact))
                  .orElse(null);
      if (remains == null || left == null) {
        return fetch(
            api,
            artifact,
            id,
            InputStream.nullInputStream(),
            0,
            null,
            known(artifact),
            cancellation);
      }
      long total = left.total() >= 0 ? left.total() : known(artifact);
      return fetch(
          api, artifact, id, remains.stream(), remains.bytes(), left.tag(), total, cancellation);
    } finally {
      if (remains != null) {
        remains.close();
      }
    }
  }

  private Downloaded fetch(
      ApiCalls api,
      Artifact artifact,
      BlobId id,
      InputStream before,
      long from,
      @Nullable String tag,
      long total,
      Cancellation cancellation)
      throws IOException, InterruptedException {
    try (BlobUpload upload = blobs.create(id, clock.instant());
        Transfer transfer = transfer(api, artifact, cancellation, from, tag, total)) {
      Tee tee =
          new Tee(
              before,
              transfer,
              upload,
              disk.share(pause -> waiter.await(pause, cancellation)),
              artifact,
              limits.keepEvery(),
              clock);
      try (ZipReader zip = new ZipReader(tee, limits.archive())) {
        passThrough(zip);
        check(artifact, upload);
        Blob blob = upload.commit(clock.instant());
        return new Downloaded(
            artifact, blob, zip.entries(), zip.unpacked(), transfer.resumed(), transfer.resigned());
      } catch (UnsafeArchive unsafe) {
        throw damaged(artifact, from > 0 || spliced(transfer), upload, unsafe);
      } catch (TransferStopped stopped) {
        keep(tee, stopped);
        throw stopped;
      } catch (java.io.InterruptedIOException interrupted) {
        tee.keep();
        if (Thread.interrupted() || cancellation.cancelled()) {
          throw new InterruptedException("the download was interrupted");
        }
        throw interrupted;
      }
    }
  }

  private static void keep(Tee tee, TransferStopped stopped) {
    boolean useful =
        stopped.reason() instanceof TransferStopped.Cause.Broken
            || stopped.reason() instanceof TransferStopped.Cause.Later;
    if (useful) {
      tee.keep();
    }
  }

  /** Whether its parts may be of different contents, for want of a tag. */
  private static boolean spliced(Transfer transfer) {
    return transfer.resumed() > 0 && transfer.tag() == null;
  }

  /** What was put together from parts may be damaged by that; once more from the beginning then. */
  private static TransferStopped damaged(
      Artifact artifact, boolean spliced, BlobUpload upload, UnsafeArchive unsafe) {
    return spliced
        ? TransferStopped.changed("the parts do not fit together: " + unsafe.getMessage())
        : TransferStopped.gone(
            Why.REFUSED,
            "the archive of artifact %d is refused at byte %d: %s"
                .formatted(artifact.ref().id(), upload.bytes(), unsafe.getMessage()));
  }

  private static void check(Artifact artifact, BlobUpload upload) throws TransferStopped {
    if (artifact.sha256() == null) {
      return;
    }
    if (upload.bytes() != artifact.bytes()) {
      throw TransferStopped.changed(
          "the archive has %d bytes instead of %d".formatted(upload.bytes(), artifact.bytes()));
    }
    if (!upload.sha256().equals(artifact.sha256())) {
      throw TransferStopped.changed("the archive's digest is not the one that GitHub gives");
    }
  }

  private static void passThrough(ZipReader zip) throws IOException {
    Optional<String> entry = zip.next();
    while (entry.isPresent()) {
      entry = zip.next();
    }
  }
}
