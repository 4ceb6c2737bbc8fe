package dev.headgate.storage.redis.limit;

import dev.headgate.core.limit.Bucket;
import dev.headgate.core.limit.BucketKey;
import dev.headgate.core.limit.Decision;
import dev.headgate.core.limit.Level;
import dev.headgate.core.limit.TokenBuckets;
import dev.headgate.core.storage.Convoy;
import dev.headgate.core.storage.OutcomeUnknown;
import dev.headgate.core.storage.StorageUnavailable;
import dev.headgate.core.thread.Threads;
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
 * <p><b>Repeated calls.</b> Each round trip has an id, under which the server keeps for a few
 * seconds what it granted. Where the answer does not come within half of the time there is, the
 * call is made once more under the same id: a decision whose answer was lost is not charged twice.
 * Where that is not answered either, the outcome is unknown: it may have been charged.
 *
 * <p><b>Cost.</b> One round trip, which requests of one process that come at the same time share,
 * as they do its failure: a bucket that several of them name is read and written once. About 45
 * bytes for each bucket that is not full; a bucket that is full costs nothing soon.
 *
 * <p>Thread-safe. {@link StorageUnavailable}: nothing was charged; {@link OutcomeUnknown}: it may
 * have been.
 */
public final class RedisTokenBuckets implements TokenBuckets {

  private static final RedisScript LEVELS = Script.load("levels.lua");
  private static final RedisScript FORGET = Script.load("forget.lua");

  /** One that the server works on, one on its way there, one on its way back. */
  private static final int TRIPS = 3;

  /** Keeps a script short for whoever else the server works for. */
  private static final int SEATS = 64;

  /** Of the time that a call may take: who finds Redis hanging must not wait for it twice. */
  private static final int WAITING = 4;

  private final RedisConnection connection;
  private final boolean callersTime;
  private final Convoy<Ask, Answer> convoy;

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
    this.convoy =
        new Convoy<>(
            RedisConnection.STORE,
            Threads.eachLight("redis-limits"),
            TRIPS,
            SEATS,
            connection.patience().dividedBy(WAITING),
            this::decide);
  }

  @Override
  public Decision acquire(List<Bucket> buckets, long permits, long now) {
    TokenBuckets.check(buckets, permits);
    for (Bucket bucket : buckets) {
      if (permits > bucket.rule().burst()) {
        return Decision.refused(levels(buckets, now), permits);
      }
    }
    return convoy.ask(new Ask(buckets, permits, now)).decision(permits);
  }

  private List<Answer> decide(List<Ask> asks) {
    String mark = connection.key(Place.TAG + "d:" + Long.toHexString(decisions.incrementAndGet()));
    return new Trip(asks, callersTime).run(connection, mark);
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
}
