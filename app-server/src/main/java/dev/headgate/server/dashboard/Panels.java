package dev.headgate.server.dashboard;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.headgate.core.storage.StorageFailure;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All panels as JSON, each looked at on a thread of its own: one that waits for a store that hangs
 * is shown as it was, and holds up none of the others. Thread-safe.
 */
final class Panels {
  private static final Logger LOG = LoggerFactory.getLogger(Panels.class);
  private static final Duration PATIENCE = Duration.ofMillis(250);
  private static final JsonMapper JSON = new JsonMapper();

  private final List<Slot> slots;
  private final Executor executor;
  private final InstantSource clock;

  Panels(Collection<Panel> panels, Executor executor, InstantSource clock) {
    this.slots = panels.stream().sorted(Comparator.comparing(Panel::name)).map(Slot::new).toList();
    this.executor = executor;
    this.clock = clock;
  }

  /** Looks at all of them and waits a quarter of a second at most for those that are slow. */
  Map<String, Seen> look() {
    Instant now = clock.instant();
    CompletableFuture<?>[] looks =
        slots.stream()
            .filter(Slot::begin)
            .map(slot -> CompletableFuture.runAsync(() -> slot.look(now), executor))
            .toArray(CompletableFuture<?>[]::new);
    CompletableFuture<?> all = CompletableFuture.allOf(looks).exceptionally(failure -> null);
    var _ = all.completeOnTimeout(null, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    all.join();
    Map<String, Seen> seen = new LinkedHashMap<>();
    slots.forEach(slot -> seen.put(slot.panel.name(), slot.seen.get()));
    return seen;
  }

  /**
   * A panel as it was last seen.
   *
   * @param json what it said; {@code null} where it never did
   * @param at when it said so; null where it never did
   * @param failure why it says nothing now; null where it does
   */
  record Seen(String json, @Nullable Instant at, @Nullable String failure) {
    static final Seen NEVER = new Seen("null", null, null);
  }

  private static final class Slot {
    private final Panel panel;
    private final AtomicBoolean busy = new AtomicBoolean();
    private final AtomicReference<Seen> seen = new AtomicReference<>(Seen.NEVER);

    Slot(Panel panel) {
      this.panel = panel;
    }

    boolean begin() {
      return busy.compareAndSet(false, true);
    }

    void look(Instant now) {
      try {
        seen.set(new Seen(JSON.writeValueAsString(panel.view().apply(now)), now, null));
      } catch (StorageFailure away) {
        failed(away.store() + " cannot be asked at the moment");
      } catch (JsonProcessingException | RuntimeException bug) {
        // One panel that fails must not take the page away from the others.
        LOG.error("the dashboard's panel {} failed", panel.name(), bug);
        failed("not available");
      } finally {
        busy.set(false);
      }
    }

    private void failed(String why) {
      seen.updateAndGet(before -> new Seen(before.json(), before.at(), why));
    }
  }
}
