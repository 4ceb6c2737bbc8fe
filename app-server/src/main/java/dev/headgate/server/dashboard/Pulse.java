package dev.headgate.server.dashboard;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Composes an event every second while somebody listens, once for all of them, and at once when
 * GitHub goes or comes back. Thread-safe.
 */
final class Pulse {
  /** How often to look whether it is time. */
  static final Duration LOOK = Duration.ofMillis(250);

  private static final Duration BEAT = Duration.ofMillis(950);
  private static final Duration STALE = Duration.ofSeconds(3);
  private static final JsonMapper JSON = new JsonMapper();

  private final Panels panels;
  private final History history;
  private final Broadcast broadcast;
  private final BooleanSupplier offline;
  private final String process;
  private final InstantSource clock;
  private final AtomicBoolean composing = new AtomicBoolean();

  // Read and written by the one who composes.
  private Map<String, Panels.Seen> before = Map.of();
  private long beats;
  private long last;
  private boolean wasOffline;

  /**
   * The pulse of that broadcast.
   *
   * @param offline whether GitHub is away; asked four times a second, so without any store
   * @param process this process's name
   */
  Pulse(
      Panels panels,
      History history,
      Broadcast broadcast,
      BooleanSupplier offline,
      String process,
      InstantSource clock) {
    this.panels = panels;
    this.history = history;
    this.broadcast = broadcast;
    this.offline = offline;
    this.process = process;
    this.clock = clock;
  }

  /** To be called every {@link #LOOK}. */
  void look() {
    history.look();
    broadcast.cutSlow();
    if (broadcast.listeners() > 0) {
      beat();
    }
  }

  /** Sees to it that the latest event is of just now, for one who joins. */
  void awake() {
    beat();
  }

  /** What was, as an event. */
  byte[] past() {
    return Event.bytes(process + "-0", "history", history.json());
  }

  /** The number of a beat by its event's id, if it was this process's a moment ago; else 0. */
  long number(@Nullable String id) {
    Event latest = broadcast.latest();
    if (id == null || latest == null || !id.startsWith(process + "-")) {
      return 0;
    }
    String number = id.substring(process.length() + 1);
    long named = number.matches("[0-9]{1,15}") ? Long.parseLong(number) : 0;
    return named > latest.id() - History.BEATS_PER_STEP && named <= latest.id() ? named : 0;
  }

  private void beat() {
    if (!composing.compareAndSet(false, true)) {
      return;
    }
    try {
      boolean away = offline.getAsBoolean();
      if (beats == 0 || away != wasOffline || Broadcast.longer(last, BEAT)) {
        last = Broadcast.ticks();
        wasOffline = away;
        broadcast.publish(composed(++beats, panels.look(), clock.instant()));
      }
    } finally {
      composing.set(false);
    }
  }

  private Event composed(long id, Map<String, Panels.Seen> seen, Instant now) {
    Map<String, Panels.Seen> changed = new HashMap<>(seen);
    changed.entrySet().removeIf(panel -> same(panel.getValue(), before.get(panel.getKey())));
    before = seen;
    String name = process + "-" + id;
    return new Event(
        id,
        Event.bytes(name, "snapshot", json(seen, seen, now)),
        Event.bytes(name, "change", json(changed, seen, now)));
  }

  private static boolean same(Panels.Seen now, Panels.@Nullable Seen before) {
    return before != null && now.json().equals(before.json());
  }

  private String json(Map<String, Panels.Seen> shown, Map<String, Panels.Seen> all, Instant now) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("at", now.toEpochMilli());
    json.put("process", process);
    ObjectNode views = json.putObject("panels");
    shown.forEach((name, panel) -> views.putRawValue(name, new RawValue(panel.json())));
    ObjectNode stale = json.putObject("stale");
    all.forEach((name, panel) -> {
      Instant at = panel.at();
      if (panel.failure() != null || at == null || at.plus(STALE).isBefore(now)) {
        ObjectNode one = stale.putObject(name);
        one.put("at", at == null ? null : at.toString());
        one.put("why", panel.failure() == null ? "no answer yet" : panel.failure());
      }
    });
    try {
      return JSON.writeValueAsString(json);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("a tree can always be written", impossible);
    }
  }
}
