package dev.headgate.storage.redis.limit;

import dev.headgate.core.limit.Bucket;
import dev.headgate.core.limit.Gcra;
import dev.headgate.core.limit.Level;
import dev.headgate.storage.redis.connection.RedisReply;
import dev.headgate.storage.redis.connection.RedisScript;
import java.util.ArrayList;
import java.util.List;

/**
 * How the scripts of this package speak: moments and spans are two arguments, and one text back.
 */
final class Script {

  private static final long SECOND = 1_000_000_000;

  private Script() {}

  static RedisScript load(String file) {
    return RedisScript.load(Script.class, "buckets.lua", file);
  }

  /** What all arguments begin with: the moment, which the server decides in production. */
  static List<Object> arguments(boolean callersTime, long now) {
    List<Object> arguments = new ArrayList<>();
    if (callersTime) {
      add(arguments, now);
    } else {
      arguments.add("");
      arguments.add("");
    }
    return arguments;
  }

  static void add(List<Object> arguments, long nanos) {
    arguments.add(Math.floorDiv(nanos, SECOND));
    arguments.add(Math.floorMod(nanos, SECOND));
  }

  static void add(StringBuilder text, long nanos) {
    text.append(Math.floorDiv(nanos, SECOND)).append(' ');
    text.append(Math.floorMod(nanos, SECOND)).append(' ');
  }

  static Level level(Bucket bucket, RedisReply reply, int index, long now) {
    return level(bucket, reply.text(index), now);
  }

  static Level level(Bucket bucket, String tat, long now) {
    return new Level(bucket, tat.isEmpty() ? Gcra.AT_REST : Long.parseLong(tat), now);
  }
}
