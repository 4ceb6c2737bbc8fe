package dev.headgate.storage.redis.spending;

import dev.headgate.core.spending.SpendingBoard;
import dev.headgate.storage.redis.connection.RedisConnection;
import dev.headgate.storage.redis.connection.RedisReply;
import dev.headgate.storage.redis.connection.RedisScript;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A board that all processes of one Redis share: a hash of pages and one of the times until which
 * they hold, by the server's clock. Both are gone when nobody has exchanged anything for as long as
 * the longest page holds. An exchange is one script.
 *
 * <p>Thread-safe.
 */
public final class RedisSpendingBoard implements SpendingBoard {
  private static final RedisScript EXCHANGE =
      RedisScript.load(RedisSpendingBoard.class, "exchange.lua");

  private final RedisConnection connection;
  private final List<String> keys;

  /** The board of this Redis. */
  public RedisSpendingBoard(RedisConnection connection) {
    this.connection = connection;
    keys = List.of(connection.key("{spending}:pages"), connection.key("{spending}:until"));
  }

  @Override
  public Map<String, String> exchange(String process, String page, Duration ttl, Instant now) {
    SpendingBoard.check(process, page, ttl);
    RedisReply reply = EXCHANGE.run(connection, keys, process, page, ttl.toMillis());
    Map<String, String> pages = new HashMap<>();
    for (int i = 0; i < reply.size(); i += 2) {
      pages.put(reply.text(i), reply.text(i + 1));
    }
    return pages;
  }
}
