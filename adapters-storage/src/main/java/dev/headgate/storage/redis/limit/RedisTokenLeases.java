package dev.headgate.storage.redis.limit;

import dev.headgate.core.limit.Bucket;
import dev.headgate.core.limit.Gcra;
import dev.headgate.core.limit.Lease;
import dev.headgate.core.limit.Level;
import dev.headgate.core.limit.TokenLeases;
import dev.headgate.core.storage.OutcomeUnknown;
import dev.headgate.storage.redis.connection.RedisConnection;
import dev.headgate.storage.redis.connection.RedisReply;
import dev.headgate.storage.redis.connection.RedisScript;
import java.util.ArrayList;
import java.util.List;

/**
 * Leases from the buckets of {@link RedisTokenBuckets}, by Redis' clock.
 *
 * <p>Nothing is sent twice. After an {@link OutcomeUnknown} permits may have been leased that
 * nobody will spend: they are lost, none is granted twice. Of a bucket that takes longer than a
 * hundred days to fill one permit less may be leased than it has.
 *
 * <p>Thread-safe.
 */
public final class RedisTokenLeases implements TokenLeases {

  private static final RedisScript TAKE_UP_TO = Script.load("take_up_to.lua");
  private static final RedisScript GIVE_BACK = Script.load("give_back.lua");

  private final RedisConnection connection;
  private final boolean callersTime;

  /** Leases from the buckets in this Redis. */
  public RedisTokenLeases(RedisConnection connection) {
    this(connection, false);
  }

  /** With the callers' time, as the contract's tests need it; never in production. */
  RedisTokenLeases(RedisConnection connection, boolean callersTime) {
    this.connection = connection;
    this.callersTime = callersTime;
  }

  @Override
  public List<Lease> takeUpTo(List<Bucket> buckets, long[] wanted, long now) {
    TokenLeases.check(buckets, wanted);
    List<String> keys = new ArrayList<>(buckets.size());
    List<Object> arguments = Script.arguments(callersTime, now);
    arguments.add(TERM);
    for (int i = 0; i < wanted.length; i++) {
      Place place = Place.of(buckets.get(i).key(), connection);
      Gcra rule = buckets.get(i).rule();
      keys.add(place.shard());
      arguments.add(place.field());
      Script.add(arguments, rule.interval());
      Script.add(arguments, rule.window());
      arguments.add(wanted[i]);
    }
    return leases(buckets, TAKE_UP_TO.run(connection, keys, arguments.toArray()));
  }

  private static List<Lease> leases(List<Bucket> buckets, RedisReply reply) {
    long now = reply.number(0);
    List<Lease> leases = new ArrayList<>(buckets.size());
    for (Bucket bucket : buckets) {
      int index = 1 + 2 * leases.size();
      Level level = Script.level(bucket, reply, index + 1, now);
      leases.add(new Lease(level, reply.number(index), TokenLeases.end(now)));
    }
    return List.copyOf(leases);
  }

  @Override
  public void giveBack(List<Lease> unspent, long now) {
    List<String> keys = new ArrayList<>(unspent.size());
    List<Object> arguments = Script.arguments(callersTime, now);
    for (Lease lease : unspent) {
      Place place = Place.of(lease.bucket().key(), connection);
      keys.add(place.shard());
      arguments.add(place.field());
      Script.add(arguments, lease.permits() * lease.bucket().rule().interval());
      Script.add(arguments, lease.end());
    }
    if (!keys.isEmpty()) {
      GIVE_BACK.run(connection, keys, arguments.toArray());
    }
  }
}
