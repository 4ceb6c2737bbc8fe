package dev.headgate.storage.redis.audit;

import dev.headgate.core.audit.AuditEvent;
import dev.headgate.core.audit.NumberedEvent;
import dev.headgate.storage.redis.connection.RedisConnection;
import dev.headgate.storage.redis.connection.RedisReply;
import dev.headgate.storage.redis.connection.RedisScript;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** The events in Redis; each of a writer's numbers is written once, however often sent. */
final class AuditStream {

  private static final RedisScript APPEND = RedisScript.load(AuditStream.class, "append.lua");
  private static final RedisScript LATEST = RedisScript.load(AuditStream.class, "latest.lua");

  /** How many texts an event is told as. */
  private static final int PARTS = 6;

  private final RedisConnection connection;
  private final String events;
  private final List<String> keys;

  AuditStream(RedisConnection connection) {
    this.connection = connection;
    this.events = connection.key("{audit}:events");
    this.keys = List.of(events, connection.key("{audit}:written:" + UUID.randomUUID()));
  }

  /** Appends them in order, and removes the oldest beyond about that number. */
  void append(List<NumberedEvent> batch, long kept) {
    List<Object> arguments = new ArrayList<>(List.of(kept));
    for (NumberedEvent numbered : batch) {
      AuditEvent event = numbered.event();
      arguments.add(numbered.number());
      arguments.add(event.at());
      arguments.add(event.actor());
      arguments.add(event.action());
      arguments.add(event.subject());
      arguments.add(event.outcome());
      arguments.add(event.requestId());
    }
    APPEND.run(connection, keys, arguments.toArray());
  }

  List<AuditEvent> latest(int limit) {
    if (limit == 0) {
      return List.of();
    }
    RedisReply reply = LATEST.ask(connection, List.of(events), limit);
    List<AuditEvent> latest = new ArrayList<>(reply.size() / PARTS);
    for (int i = 0; i < reply.size(); i += PARTS) {
      latest.add(
          new AuditEvent(
              Instant.parse(reply.text(i)),
              reply.text(i + 1),
              reply.text(i + 2),
              reply.text(i + 3),
              reply.text(i + 4),
              reply.text(i + 5)));
    }
    return List.copyOf(latest);
  }
}
