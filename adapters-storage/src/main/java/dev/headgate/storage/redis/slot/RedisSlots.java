package dev.headgate.storage.redis.slot;

import dev.headgate.core.slot.SlotDecision;
import dev.headgate.core.slot.SlotDecision.Full;
import dev.headgate.core.slot.SlotDecision.Taken;
import dev.headgate.core.slot.SlotLease;
import dev.headgate.core.slot.SlotPool;
import dev.headgate.core.slot.Slots;
import dev.headgate.core.storage.OutcomeUnknown;
import dev.headgate.storage.redis.connection.RedisConnection;
import dev.headgate.storage.redis.connection.RedisReply;
import dev.headgate.storage.redis.connection.RedisScript;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Counting leases that all processes of one Redis share.
 *
 * <p><b>Time.</b> Redis' clock decides, in microseconds, to which lengths are rounded up; the
 * callers' is not looked at.
 *
 * <p><b>Bound.</b> As the port says, over all processes. A Redis that loses its memory, by a
 * failover to a replica that lagged, a restart without persistence or a flush, lets in as many
 * again while the earlier ones still believe in their leases. Fences grow over that too, as they
 * are no less than the time: who was forgotten can change nothing.
 *
 * <p><b>Cost.</b> One script, one round trip for each call. In a cluster all pools lie on one node.
 *
 * <p><b>Failures.</b> Nothing is sent twice. After an {@link OutcomeUnknown} every call can be
 * repeated, as the port says.
 *
 * <p>Thread-safe.
 */
public final class RedisSlots implements Slots {

  private static final RedisScript ACQUIRE = script("acquire.lua");
  private static final RedisScript RENEW = script("renew.lua");
  private static final RedisScript RELEASE = script("release.lua");
  private static final RedisScript HOLDERS = script("holders.lua");
  private static final RedisScript OCCUPIED = script("occupied.lua");

  /** What the names of all keys begin with: one slot of a cluster. */
  private static final String TAG = "{slots}:";

  private static final int PARTS_OF_LEASE = 4;

  /** Longer leases are as good as endless, and sums with them must stay exact. */
  private static final Duration LONGEST = Duration.ofDays(36_500);

  private final RedisConnection connection;
  private final boolean callersTime;

  /** The places in this Redis. */
  public RedisSlots(RedisConnection connection) {
    this(connection, false);
  }

  /** With the callers' time, as the contract's tests need it; never in production. */
  RedisSlots(RedisConnection connection, boolean callersTime) {
    this.connection = connection;
    this.callersTime = callersTime;
  }

  @Override
  public SlotDecision acquire(String holder, List<SlotPool> pools, Duration lease, Instant now) {
    Slots.check(holder, pools, lease);
    List<String> names = pools.stream().map(SlotPool::name).toList();
    List<String> keys = new ArrayList<>();
    keys.add(connection.key(TAG + "fence"));
    keys.addAll(keys(names));
    List<Object> arguments = new ArrayList<>();
    arguments.add(moment(now));
    arguments.add(holder);
    arguments.add(micros(lease));
    arguments.add(Names.join(names));
    pools.forEach(pool -> arguments.add(pool.capacity()));
    RedisReply reply = ACQUIRE.run(connection, keys, arguments.toArray());
    return reply.number(0) == 1
        ? new Taken(new SlotLease(holder, reply.number(1), names, instant(reply.number(2))))
        : full(reply, names);
  }

  private static Full full(RedisReply reply, List<String> names) {
    List<String> full = new ArrayList<>();
    for (int i = 2; i < reply.size(); i++) {
      full.add(names.get((int) reply.number(i) - 1));
    }
    long freeAt = reply.number(1);
    return new Full(full, freeAt < 0 ? Instant.MAX : instant(freeAt));
  }

  @Override
  public boolean renew(SlotLease lease, Duration length, Instant now) {
    RedisReply reply =
        RENEW.run(
            connection,
            keys(lease.pools()),
            moment(now),
            lease.holder(),
            lease.fence(),
            micros(length));
    return reply.number(0) == 1;
  }

  @Override
  public void release(SlotLease lease) {
    RELEASE.run(connection, keys(lease.pools()), "", lease.holder(), lease.fence());
  }

  @Override
  public List<SlotLease> holders(String pool, int limit, Instant now) {
    if (limit < 0) {
      throw new IllegalArgumentException("limit: %d (expected: 0 or more)".formatted(limit));
    }
    RedisReply reply = HOLDERS.ask(connection, keys(List.of(pool)), moment(now), limit);
    List<SlotLease> leases = new ArrayList<>();
    for (int i = 0; i < reply.size(); i += PARTS_OF_LEASE) {
      leases.add(
          new SlotLease(
              reply.text(i),
              reply.number(i + 1),
              Names.split(reply.text(i + 2)),
              instant(reply.number(i + 3))));
    }
    return List.copyOf(leases);
  }

  @Override
  public long occupied(String pool, Instant now) {
    return OCCUPIED.ask(connection, keys(List.of(pool)), moment(now)).number(0);
  }

  private List<String> keys(Collection<String> pools) {
    List<String> keys = new ArrayList<>();
    for (String pool : pools) {
      keys.add(connection.key(TAG + "end:" + pool));
      keys.add(connection.key(TAG + "fence:" + pool));
      keys.add(connection.key(TAG + "span:" + pool));
    }
    return keys;
  }

  private Object moment(Instant now) {
    return callersTime ? ChronoUnit.MICROS.between(Instant.EPOCH, now) : "";
  }

  private static long micros(Duration length) {
    Duration bounded = length.compareTo(LONGEST) > 0 ? LONGEST : length;
    return bounded.plusNanos(999).dividedBy(ChronoUnit.MICROS.getDuration());
  }

  private static Instant instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }

  private static RedisScript script(String file) {
    return RedisScript.load(RedisSlots.class, "slots.lua", file);
  }
}
