package dev.headgate.storage.redis.job;

import dev.headgate.core.job.JobNotes;
import dev.headgate.storage.redis.connection.RedisConnection;
import dev.headgate.storage.redis.connection.RedisReply;
import dev.headgate.storage.redis.connection.RedisScript;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Notes that all processes of one Redis share, a key for each, which expires by the server's clock;
 * the callers' is not looked at. Thread-safe; each call is one script.
 */
public final class RedisJobNotes implements JobNotes {
  private static final RedisScript WRITE = RedisScript.load(RedisJobNotes.class, "write.lua");
  private static final RedisScript READ = RedisScript.load(RedisJobNotes.class, "read.lua");
  private static final RedisScript REMOVE = RedisScript.load(RedisJobNotes.class, "remove.lua");

  private final RedisConnection connection;

  /** The notes in this Redis. */
  public RedisJobNotes(RedisConnection connection) {
    this.connection = connection;
  }

  @Override
  public void write(String name, String text, Duration length, Instant now) {
    JobNotes.check(name, text, length);
    WRITE.run(connection, key(name), text, length.toMillis());
  }

  @Override
  public Optional<String> read(String name, Instant now) {
    RedisReply reply = READ.ask(connection, key(name));
    return reply.size() == 0 ? Optional.empty() : Optional.of(reply.text(0));
  }

  @Override
  public void remove(String name) {
    REMOVE.run(connection, key(name));
  }

  private List<String> key(String name) {
    return List.of(connection.key("job-note:" + name));
  }
}
