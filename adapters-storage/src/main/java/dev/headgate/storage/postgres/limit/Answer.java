package dev.headgate.storage.postgres.limit;

import dev.headgate.core.limit.Bucket;
import dev.headgate.core.limit.Decision;
import dev.headgate.core.limit.Level;
import java.util.ArrayList;
import java.util.List;

/**
 * What the server decided for one {@link Ask}.
 *
 * @param tats of each bucket in the order in which they were asked for, after the decision
 */
record Answer(boolean granted, long decidedAt, List<Long> tats) {

  Decision decision(Ask ask) {
    List<Level> levels = levels(ask.buckets(), tats, decidedAt);
    return granted ? Decision.granted(levels) : Decision.refused(levels, ask.permits());
  }

  static List<Level> levels(List<Bucket> buckets, List<Long> tats, long decidedAt) {
    List<Level> levels = new ArrayList<>(buckets.size());
    for (int i = 0; i < buckets.size(); i++) {
      levels.add(new Level(buckets.get(i), tats.get(i), decidedAt));
    }
    return levels;
  }
}
