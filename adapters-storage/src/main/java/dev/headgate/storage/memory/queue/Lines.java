package dev.headgate.storage.memory.queue;

import dev.headgate.core.priority.Place;
import dev.headgate.core.queue.QueueDepth;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Those of all kinds that have not ended; kinds without any take no room. Not thread-safe. */
final class Lines {
  private static final Comparator<Place<Entry>> TURN =
      ((Comparator<Place<Entry>>) Place.TURN::compare)
          .thenComparing(place -> place.item().task().kind());

  private final Map<String, Line> lines = new HashMap<>();

  void add(Entry entry) {
    lines.computeIfAbsent(entry.task().kind(), Line::new).add(entry);
  }

  void remove(Entry entry) {
    Line line = line(entry);
    line.remove(entry, false);
    tidy(line, entry);
  }

  /** Out of the line and into a worker's hands. */
  void begin(Entry entry) {
    Line line = line(entry);
    line.remove(entry, true);
    line.begun(entry);
  }

  void stop(Entry entry) {
    Line line = line(entry);
    line.stopped(entry);
    tidy(line, entry);
  }

  long notBegun(String kind) {
    Line line = lines.get(kind);
    return line == null ? 0 : line.notBegun();
  }

  void promote(Instant now) {
    lines.values().forEach(line -> line.promote(now));
  }

  /** Whose turn it is among these kinds: their first ones compared as classes are. */
  Optional<Entry> first(Collection<String> kinds, Instant now) {
    return kinds.stream()
        .map(lines::get)
        .filter(Objects::nonNull)
        .flatMap(line -> line.first(now).stream())
        .min(TURN)
        .map(Place::item);
  }

  Optional<Long> ahead(Entry entry, long farthest) {
    Line line = lines.get(entry.task().kind());
    return line == null ? Optional.empty() : line.ahead(entry, farthest);
  }

  List<QueueDepth> depths() {
    return lines.values().stream().flatMap(line -> line.depths().stream()).toList();
  }

  private Line line(Entry entry) {
    return lines.computeIfAbsent(entry.task().kind(), Line::new);
  }

  private void tidy(Line line, Entry entry) {
    if (line.isEmpty()) {
      lines.remove(entry.task().kind());
    }
  }
}
