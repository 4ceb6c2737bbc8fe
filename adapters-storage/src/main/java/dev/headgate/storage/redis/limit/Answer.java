package dev.headgate.storage.redis.limit;

import dev.headgate.core.limit.Bucket;
import dev.headgate.core.limit.Decision;
import dev.headgate.core.limit.Level;
import java.util.ArrayList;
import java.util.List;

/**
 * What the server decided for one {@link Ask}.
 *
 * @param levels of its buckets in their order, after the decision
 */
record Answer(boolean granted, List<Level> levels) {

  /** The answer in its text: whether it is granted, the moment, and the time of each bucket. */
  static Answer parse(Ask ask, String text) {
    String[] parts = text.split(" ", -1);
    long now = Long.parseLong(parts[1]);
    List<Level> levels = new ArrayList<>(ask.buckets().size());
    for (Bucket bucket : ask.buckets()) {
      levels.add(Script.level(bucket, parts[2 + levels.size()], now));
    }
    return new Answer(parts[0].equals("1"), levels);
  }

  Decision decision(long permits) {
    return granted ? granted(levels) : refused(levels, permits);
  }

  private static Decision granted(List<Level> levels) {
    Level tightest = levels.get(0);
    for (Level level : levels) {
      if (level.remaining() < tightest.remaining()) {
        tightest = level;
      }
    }
    return new Decision.Granted(tightest);
  }

  static Decision refused(List<Level> levels, long permits) {
    List<String> violated = new ArrayList<>();
    Level tightest = levels.get(0);
    long longest = 0;
    for (Level level : levels) {
      long delay = level.bucket().rule().delay(level.tat(), permits, level.now());
      if (delay > 0) {
        violated.add(level.policy());
      }
      if (delay > longest) {
        longest = delay;
        tightest = level;
      }
    }
    return new Decision.Refused(tightest, longest, violated);
  }
}
