package dev.headgate.storage.redis.quota;

import dev.headgate.core.quota.QuotaAccount;
import dev.headgate.core.quota.StoreClock;
import dev.headgate.storage.redis.connection.RedisReply;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What the scripts answer with: limit, remaining, reset, reserved, rest, one after another. */
final class Replies {
  /** A name and the five parts of its account. */
  static final int LISTED = 6;

  private Replies() {}

  /** All of it by Redis' clock. */
  static QuotaAccount account(RedisReply reply, int from) {
    return new QuotaAccount(
        reply.number(from),
        reply.number(from + 1),
        instant(reply, from + 2),
        reply.number(from + 3),
        instant(reply, from + 4));
  }

  static StoreClock clock(RedisReply reply, int at, Instant now) {
    return new StoreClock(now, Instant.ofEpochMilli(reply.number(at)));
  }

  private static @Nullable Instant instant(RedisReply reply, int part) {
    return reply.isAbsent(part) || reply.text(part).isEmpty()
        ? null
        : Instant.ofEpochMilli(reply.number(part));
  }
}
