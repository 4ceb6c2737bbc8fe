package dev.headgate.core.blob;

import java.io.Closeable;
import java.time.Instant;

/**
 * A blob while it is written. Nobody sees it before it is committed; closed without that, or left
 * by a process that died, it comes to nothing but what was {@linkplain #keep kept}.
 *
 * <p>Several uploads of one name do not disturb each other: each writes its own bytes, and the last
 * to commit gives the blob its content. Only one that kept something can be overtaken: by one that
 * was begun later and keeps as much, or is committed; it cannot be committed any more.
 *
 * <p>For one thread at a time. Every method but {@link #close} throws a {@link
 * dev.headgate.core.storage.StorageFailure} where the store fails, after which the upload can only
 * be closed.
 */
public interface BlobUpload extends Closeable {
  /** The longest {@linkplain #keep note}, in characters. */
  int LONGEST_NOTE = 4_096;

  /**
   * Appends these bytes.
   *
   * @throws BlobsFull when they would not fit into the store; nothing was written
   */
  void write(byte[] bytes, int offset, int length);

  /** How many bytes were written. */
  long bytes();

  /**
   * Makes what was written so far last, with a note, so that {@link BlobStore#remains} finds it
   * even after this process, or its machine, has died. What uploads of the same name that were
   * begun before this one kept is dropped, unless it is longer.
   *
   * @param note at most {@value #LONGEST_NOTE} characters; what it takes to go on from here
   */
  void keep(String note, Instant now);

  /**
   * Makes it the blob of its name in one step, replacing what was there; readers of that are not
   * disturbed. When it returns the blob outlasts a power cut. What was kept is dropped.
   *
   * @throws IllegalStateException when it was committed already
   */
  Blob commit(Instant now);

  /** Drops what was written and neither kept nor committed; never fails. */
  @Override
  void close();
}
