package dev.headgate.storage.redis.audit;

import dev.headgate.core.audit.AuditEntry;
import dev.headgate.core.audit.AuditEvent;
import dev.headgate.core.audit.AuditMark;
import dev.headgate.core.audit.AuditSpan;
import dev.headgate.core.audit.AuditStore;
import dev.headgate.storage.redis.connection.RedisConnection;
import dev.headgate.storage.redis.connection.RedisReply;
import dev.headgate.storage.redis.connection.RedisScript;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The chain in one Redis: a stream whose ids are the entries' numbers, and a hash with its ends.
 * All keys lie in one slot. Redis that loses its content loses the chain.
 */
public final class RedisAuditStore implements AuditStore {
  private static final RedisScript APPEND = RedisScript.load(RedisAuditStore.class, "append.lua");
  private static final RedisScript SPAN = RedisScript.load(RedisAuditStore.class, "span.lua");
  private static final RedisScript AFTER =
      RedisScript.load(RedisAuditStore.class, "tell.lua", "after.lua");
  private static final RedisScript BEFORE =
      RedisScript.load(RedisAuditStore.class, "tell.lua", "before.lua");
  private static final RedisScript REMOVE = RedisScript.load(RedisAuditStore.class, "remove.lua");

  /** How many texts an entry is told as. */
  private static final int PARTS = 9;

  private final RedisConnection connection;
  private final String entries;
  private final String ends;

  /** The chain in this Redis. */
  public RedisAuditStore(RedisConnection connection) {
    this.connection = connection;
    this.entries = connection.key("{audit}:entries");
    this.ends = connection.key("{audit}:ends");
  }

  @Override
  public AuditSpan span() {
    RedisReply reply = SPAN.ask(connection, List.of(ends));
    return new AuditSpan(mark(reply, 0), mark(reply, 3));
  }

  @Override
  public Appended append(
      long writer, long first, AuditMark expected, List<AuditEntry> batch, AuditMark head) {
    List<Object> arguments = new ArrayList<>(batch.size() * (PARTS - 1) + 5);
    arguments.addAll(
        List.of(
            first, expected.number(), expected.hash(), head.number(), head.hash(), head.seal()));
    for (AuditEntry entry : batch) {
      AuditEvent event = entry.event();
      arguments.add(event.at());
      arguments.add(event.actor());
      arguments.add(event.action());
      arguments.add(event.subject());
      arguments.add(event.outcome());
      arguments.add(event.requestId());
      arguments.add(entry.previous());
      arguments.add(entry.hash());
    }
    String written = connection.key("{audit}:written:" + Long.toHexString(writer));
    RedisReply reply = APPEND.run(connection, List.of(entries, ends, written), arguments.toArray());
    return new Appended(reply.number(0) == 1, mark(reply, 1), reply.number(4));
  }

  @Override
  public List<AuditEntry> after(long number, int limit) {
    return limit == 0 ? List.of() : entries(AFTER, number, limit);
  }

  @Override
  public List<AuditEntry> before(long number, int limit) {
    return limit == 0 || number <= 0 ? List.of() : entries(BEFORE, number, limit);
  }

  @Override
  public boolean remove(AuditMark expected, AuditMark anchor) {
    return REMOVE
            .run(
                connection,
                List.of(entries, ends),
                expected.hash(),
                anchor.number(),
                anchor.hash(),
                anchor.seal(),
                anchor.number() + 1)
            .number(0)
        == 1;
  }

  private List<AuditEntry> entries(RedisScript script, long number, int limit) {
    RedisReply reply = script.ask(connection, List.of(entries), number, limit);
    List<AuditEntry> found = new ArrayList<>(reply.size() / PARTS);
    for (int i = 0; i < reply.size(); i += PARTS) {
      found.add(
          new AuditEntry(
              Long.parseLong(reply.text(i)),
              new AuditEvent(
                  Instant.parse(reply.text(i + 1)),
                  reply.text(i + 2),
                  reply.text(i + 3),
                  reply.text(i + 4),
                  reply.text(i + 5),
                  reply.text(i + 6)),
              reply.text(i + 7),
              reply.text(i + 8)));
    }
    return List.copyOf(found);
  }

  private static AuditMark mark(RedisReply reply, int index) {
    return reply.text(index).isEmpty()
        ? AuditMark.START
        : new AuditMark(
            Long.parseLong(reply.text(index)), reply.text(index + 1), reply.text(index + 2));
  }
}
