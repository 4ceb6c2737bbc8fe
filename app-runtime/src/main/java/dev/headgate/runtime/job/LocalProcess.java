package dev.headgate.runtime.job;

import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What runs a job on this machine. */
interface LocalProcess {
  /**
   * How it ended.
   *
   * @param reason why it did not end well; null where it did
   */
  record End(boolean well, @Nullable String reason) {
    static final End WELL = new End(true, null);

    static End badly(String reason) {
      return new End(false, reason);
    }
  }

  /** Runs, for so long at most, and tells its end once, on a thread of its own. */
  void begin(Duration longest, Consumer<End> whenEnded);

  /** Ends it, with all that it began. */
  void kill();
}
