package dev.headgate.worker.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What handlers wrote down of their runs. */
record History(List<Run> runs, long repeatedEffects) {

  /**
   * One run of a task.
   *
   * @param end when it ended, or its process did
   */
  record Run(String task, long fence, long pid, Instant begin, Instant end) {}

  static History read(Path folder, Map<Long, Instant> ended) throws IOException {
    List<Run> runs = new ArrayList<>();
    long repeated = 0;
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        long pid = Long.parseLong(file.getFileName().toString());
        Instant last = ended.getOrDefault(pid, Instant.MAX);
        Map<String, Run> open = new HashMap<>();
        for (String line : Files.readAllLines(file)) {
          String[] words = line.split(" ", -1);
          if (words.length < 4) {
            continue;
          }
          Instant at = Instant.ofEpochMilli(Long.parseLong(words[3]));
          String key = words[1] + "#" + words[2];
          switch (words[0]) {
            case "begin" ->
                open.put(key, new Run(words[1], Long.parseLong(words[2]), pid, at, last));
            case "end" -> {
              Run run = open.remove(key);
              if (run != null) {
                runs.add(new Run(run.task, run.fence, pid, run.begin, at));
              }
            }
            default -> repeated++;
          }
        }
        runs.addAll(open.values());
      }
    }
    return new History(runs, repeated);
  }

  /** Pairs of runs of one task at one time, and fences that were given twice. */
  List<String> overlaps() {
    Map<String, List<Run>> byTask = new HashMap<>();
    runs.forEach(run -> byTask.computeIfAbsent(run.task, task -> new ArrayList<>()).add(run));
    List<String> overlaps = new ArrayList<>();
    byTask
        .values()
        .forEach(all -> {
          for (int i = 0; i < all.size(); i++) {
            for (int j = 0; j < i; j++) {
              Run one = all.get(i);
              Run other = all.get(j);
              if (one.fence == other.fence
                  || (one.begin.isBefore(other.end) && other.begin.isBefore(one.end))) {
                overlaps.add(one + " and " + other);
              }
            }
          }
        });
    return overlaps;
  }
}
