package dev.headgate.storage.file.blob;

import dev.headgate.core.blob.BlobsFull;
import java.util.concurrent.atomic.AtomicLong;

/** How many bytes are in use, as far as this process knows. Thread-safe. */
final class Usage {
  private final long most;
  private final AtomicLong used = new AtomicLong();

  /** What was taken since a count was begun, which the count may have missed. */
  private final AtomicLong taken = new AtomicLong();

  Usage(long most) {
    this.most = most;
  }

  long used() {
    return used.get();
  }

  void take(long bytes) {
    if (used.addAndGet(bytes) > most) {
      used.addAndGet(-bytes);
      throw new BlobsFull(most);
    }
    taken.addAndGet(bytes);
  }

  void release(long bytes) {
    used.addAndGet(-bytes);
  }

  /** Begins a count; rather too much is counted than too little. */
  void counting() {
    taken.set(0);
  }

  void counted(long bytes) {
    used.set(bytes + taken.get());
  }
}
