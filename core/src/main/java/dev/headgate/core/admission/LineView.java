package dev.headgate.core.admission;

import dev.headgate.core.priority.Priority;
import dev.headgate.core.quota.QuotaKey;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How one line stands in this process.
 *
 * @param key whose quota it waits for, and which
 * @param waiting how many wait, by priority; classes in which nobody waits are left out
 * @param oldest when the one who waits longest came
 * @param reason what stood against the first when it was tried last; null where it was not yet
 * @param until when the first is tried again; null where it was not tried yet
 */
public record LineView(
    QuotaKey key,
    Map<Priority, Integer> waiting,
    Instant oldest,
    Attempt.@Nullable Reason reason,
    @Nullable Instant until) {

  public LineView {
    waiting = Map.copyOf(waiting);
  }
}
