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
    return granted ? Decision.granted(levels) : Decision.refused(levels, permits);
  }
}
