package dev.headgate.storage.redis.quota;

import dev.headgate.core.quota.Demand;
import dev.headgate.core.quota.QuotaAccount;
import dev.headgate.core.quota.QuotaKey;
import dev.headgate.core.quota.QuotaLedger;
import dev.headgate.core.quota.QuotaObservation;
import dev.headgate.core.quota.Reservation;
import dev.headgate.core.quota.StoreClock;
import dev.headgate.core.storage.OutcomeUnknown;
import dev.headgate.core.storage.StorageUnavailable;
import dev.headgate.storage.redis.connection.RedisConnection;
import dev.headgate.storage.redis.connection.RedisReply;
import dev.headgate.storage.redis.connection.RedisScript;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The ledger that all processes of one Redis share.
 *
 * <p><b>Time.</b> Redis' clock decides, in milliseconds. Pauses and holds are counted from there,
 * so a process whose clock is wrong decides like the others.
 *
 * <p><b>Keeping.</b> An account is a hash, its reservations are a sorted set by the time of their
 * lapse, a principal's pause is a text; they expire when nothing is left to remember. All keys
 * share one hash tag: in a cluster the ledger lies on one node, which is what keeps each call one
 * step. A failover to a replica may lose the last calls, a restart without persistence all of them;
 * GitHub's next answers teach them anew.
 *
 * <p><b>Cost.</b> One script, one round trip for each call.
 *
 * <p><b>Failures.</b> Nothing is sent twice. {@link StorageUnavailable}: nothing was changed;
 * {@link OutcomeUnknown}: it may have been, and the call may be repeated.
 *
 * <p>Thread-safe.
 */
public final class RedisQuotaLedger implements QuotaLedger {
  private static final RedisScript RESERVE = script("reserve.lua");
  private static final RedisScript SETTLE = script("settle.lua");
  private static final RedisScript PAUSE = script("pause.lua");
  private static final RedisScript EXHAUST = script("exhaust.lua");
  private static final RedisScript ACCOUNT = script("account.lua");
  private static final RedisScript ACCOUNTS = script("accounts.lua");

  private static final String ACCOUNT_KEY = "{quota}:account:";
  private static final String HOLDS_KEY = "{quota}:holds:";
  private static final String PAUSE_KEY = "{quota}:pause:";
  private static final String INDEX_KEY = "{quota}:index";

  private final RedisConnection connection;
  private final int maxListed;
  private final boolean callersTime;
  private final String index;

  /** The ledger of this Redis. */
  public RedisQuotaLedger(RedisConnection connection, RedisQuotaSettings settings) {
    this(connection, settings, false);
  }

  /** With the callers' time, as the contract's tests need it; never in production. */
  RedisQuotaLedger(RedisConnection connection, RedisQuotaSettings settings, boolean callersTime) {
    this.connection = connection;
    this.maxListed = settings.maxListed();
    this.callersTime = callersTime;
    this.index = connection.key(INDEX_KEY);
  }

  @Override
  public Reservation reserve(QuotaKey key, Demand demand, Instant now) {
    RedisReply reply =
        run(
            RESERVE,
            keys(key),
            now,
            Names.of(key),
            demand.id() + ":" + demand.points(),
            demand.points(),
            demand.floor(),
            StoreClock.millis(demand.hold()),
            demand.owed());
    boolean granted = reply.number(0) == 1;
    return Replies.clock(reply, 1, now).answer(key, demand, granted, Replies.account(reply, 2));
  }

  @Override
  public void settle(
      Reservation reservation, long spent, @Nullable QuotaObservation seen, Instant now) {
    QuotaKey key = reservation.key();
    QuotaKey named =
        seen == null || seen.resource().isEmpty() ? key : key.forResource(seen.resource());
    List<String> keys = new ArrayList<>(keys(key));
    keys.addAll(keys(named).subList(0, 2));
    List<Object> arguments = new ArrayList<>();
    Collections.addAll(
        arguments,
        Names.of(key),
        reservation.id() + ":" + reservation.points(),
        reservation.points(),
        spent,
        Names.of(named));
    if (seen != null) {
      Collections.addAll(arguments, seen.limit(), seen.remaining(), seen.reset().toEpochMilli());
    }
    run(SETTLE, keys, now, arguments.toArray());
  }

  @Override
  public void pause(QuotaKey key, Instant until, Instant now) {
    run(PAUSE, keys(key), now, Names.of(key), StoreClock.millis(Duration.between(now, until)));
  }

  @Override
  public void exhaust(QuotaKey key, Instant until, Instant now) {
    run(EXHAUST, keys(key), now, Names.of(key), until.toEpochMilli());
  }

  @Override
  public QuotaAccount account(QuotaKey key, Instant now) {
    RedisReply reply = run(ACCOUNT, keys(key), now);
    return Replies.clock(reply, 0, now).account(Replies.account(reply, 1));
  }

  @Override
  public Map<QuotaKey, QuotaAccount> accounts(Instant now) {
    RedisReply reply =
        run(
            ACCOUNTS,
            List.of(index),
            now,
            maxListed,
            connection.key(ACCOUNT_KEY),
            connection.key(HOLDS_KEY),
            connection.key(PAUSE_KEY));
    StoreClock clock = Replies.clock(reply, 0, now);
    Map<QuotaKey, QuotaAccount> known = new HashMap<>();
    for (int i = 1; i < reply.size(); i += Replies.LISTED) {
      known.put(Names.key(reply.text(i)), clock.account(Replies.account(reply, i + 1)));
    }
    known.values().removeIf(account -> account.idle(now));
    return Map.copyOf(known);
  }

  private List<String> keys(QuotaKey key) {
    String name = Names.of(key);
    return List.of(
        connection.key(ACCOUNT_KEY + name),
        connection.key(HOLDS_KEY + name),
        connection.key(PAUSE_KEY + Names.payer(key)),
        index);
  }

  private RedisReply run(RedisScript script, List<String> keys, Instant now, Object... arguments) {
    Object[] all = new Object[arguments.length + 3];
    all[0] = QuotaAccount.GRACE.toMillis();
    all[1] = QuotaAccount.TOLERANCE.toMillis();
    all[2] = callersTime ? now.toEpochMilli() : "";
    System.arraycopy(arguments, 0, all, 3, arguments.length);
    return script.run(connection, keys, all);
  }

  private static RedisScript script(String file) {
    return RedisScript.load(RedisQuotaLedger.class, "ledger.lua", file);
  }
}
