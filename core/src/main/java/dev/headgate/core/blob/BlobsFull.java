package dev.headgate.core.blob;

/** The store holds as many bytes as it may, and what it holds has not expired. */
public final class BlobsFull extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** The store may hold that many bytes. */
  public BlobsFull(long most) {
    super("the blob store is full: it may hold %d bytes (blobs.max-bytes)".formatted(most));
  }
}
