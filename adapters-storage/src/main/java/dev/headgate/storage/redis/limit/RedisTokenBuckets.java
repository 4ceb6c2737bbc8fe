package dev.headgate.storage.redis.limit;

import dev.headgate.core.limit.Bucket;
import dev.headgate.core.limit.BucketKey;
import dev.headgate.core.limit.Decision;
import dev.headgate.core.limit.Gcra;
import dev.headgate.core.limit.Level;
import dev.headgate.core.limit.TokenBuckets;
import dev.headgate.core.storage.OutcomeUnknown;
import dev.headgate.core.storage.StorageUnavailable;
import dev.headgate.storage.redis.connection.RedisConnection;
import dev.headgate.storage.redis.connection.RedisReply;
import dev.headgate.storage.redis.connection.RedisScript;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Token buckets that all processes of one Redis share, from version 6.2 on.
 *
 * <p><b>Time.</b> Redis' clock decides, to the microsecond; the callers' is not looked at. What is
 * kept and computed is exact to the nanosecond, as the port says.
 *
 * <p><b>Atomicity.</b> A decision is one script over all of its buckets. Their keys share one hash
 * tag, so that this holds in a cluster too, where all buckets lie on one node therefore.
 *
 * <p><b>Bound.</b> That of the port, over all processes. A Redis that loses its memory gives each
 * bucket its burst anew: at most one burst for each failover to a replica, restart without
 * persistence, flush, or eviction. Give it a policy that evicts nothing.
 *
 * <p><b>Repeated calls.</b> Each decision has an id, which marks it as made for a few seconds.
 * Where the answer does not come within half of the time there is, the call is made once more under
 * the same id: a decision whose answer was lost is not charged twice. Where that is not answered
 * either, the outcome is unknown: it may have been charged.
 *
 * <p><b>Cost.</b> One round trip and about 45 bytes for each bucket that is not full; a bucket that
 * is full costs nothing soon.
 *
 * <p>Thread-safe. {@link StorageUnavailable}: nothing was charged; {@link OutcomeUnknown}: it may
 * have been.
 */
public final class RedisTokenBuckets implements TokenBuckets {

  private static final RedisScript ACQUIRE = Script.load("acquire.lua");
  private static final RedisScript LEVELS = Script.load("levels.lua");
  private static final RedisScript FORGET = Script.load("forget.lua");

  /** Longer than any call takes. */
  private static final int MARK_MILLIS = 5_000;

  private static final int REPETITION = 2;

  private final RedisConnection connection;
  private final boolean callersTime;

  /** Begins anywhere, so that no two processes use the same numbers within a mark's life. */
  private final AtomicLong decisions = new AtomicLong(ThreadLocalRandom.current().nextLong());

  /** The buckets in this Redis. */
  public RedisTokenBuckets(RedisConnection connection) {
    this(connection, false);
  }

  /** With the callers' time, as the contract's tests need it; never in production. */
  RedisTokenBuckets(RedisConnection connection, boolean callersTime) {
    this.connection = connection;
    this.callersTime = callersTime;
  }

  @Override
  public Decision acquire(List<Bucket> buckets, long permits, long now) {
    TokenBuckets.check(buckets, permits);
    for (Bucket bucket : buckets) {
      if (permits > bucket.rule().burst()) {
        return refused(levels(buckets, now), permits);
      }
    }
    return decide(buckets, permits, now);
  }

  private Decision decide(List<Bucket> buckets, long permits, long now) {
    List<String> keys = new ArrayList<>(buckets.size() + 1);
    List<Object> first = Script.arguments(callersTime, now);
    first.add("0");
    first.add(MARK_MILLIS);
    for (Bucket bucket : buckets) {
      Place place = Place.of(bucket.key(), connection);
      Gcra rule = bucket.rule();
      keys.add(place.shard());
      first.add(place.field());
      Script.add(first, permits * rule.interval());
      Script.add(first, rule.window() - permits * rule.interval());
    }
    keys.add(connection.key(Place.TAG + "d:" + Long.toHexString(decisions.incrementAndGet())));
    List<Object> again = new ArrayList<>(first);
    again.set(REPETITION, "1");
    RedisReply reply = ACQUIRE.runOnce(connection, keys, first.toArray(), again.toArray());
    List<Level> levels = levels(buckets, reply, 1);
    return reply.number(0) == 1 ? granted(levels) : refused(levels, permits);
  }

  @Override
  public List<Level> levels(List<Bucket> buckets, long now) {
    TokenBuckets.check(buckets, 1);
    List<String> keys = new ArrayList<>(buckets.size());
    List<Object> arguments = Script.arguments(callersTime, now);
    for (Bucket bucket : buckets) {
      Place place = Place.of(bucket.key(), connection);
      keys.add(place.shard());
      arguments.add(place.field());
    }
    return levels(buckets, LEVELS.ask(connection, keys, arguments.toArray()), 0);
  }

  @Override
  public void forget(BucketKey key) {
    Place place = Place.of(key, connection);
    FORGET.run(connection, List.of(place.shard()), "", "", place.field());
  }

  /** The moment is the reply's part of that index, and the buckets' times follow it. */
  private static List<Level> levels(List<Bucket> buckets, RedisReply reply, int index) {
    long now = reply.number(index);
    List<Level> levels = new ArrayList<>(buckets.size());
    for (Bucket bucket : buckets) {
      levels.add(Script.level(bucket, reply, index + 1 + levels.size(), now));
    }
    return List.copyOf(levels);
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

  private static Decision refused(List<Level> levels, long permits) {
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
