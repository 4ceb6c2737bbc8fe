package dev.headgate.server.command;

import static java.util.Objects.requireNonNull;

import dev.headgate.core.audit.AuditEntry;
import dev.headgate.core.audit.AuditSpan;
import dev.headgate.core.audit.AuditStore;
import dev.headgate.core.storage.StorageFailure;
import dev.headgate.runtime.configuration.Configuration;
import dev.headgate.runtime.configuration.LoadedConfiguration;
import dev.headgate.runtime.process.CannotStart;
import dev.headgate.storage.postgres.audit.PostgresAuditStore;
import dev.headgate.storage.postgres.connection.PostgresDatabase;
import dev.headgate.storage.postgres.connection.PostgresSettings;
import dev.headgate.storage.postgres.connection.PostgresUrl;
import dev.headgate.storage.redis.audit.RedisAuditStore;
import dev.headgate.storage.redis.connection.RedisConnection;
import dev.headgate.storage.redis.connection.RedisSettings;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the configured store's audit from outside a server. */
record AuditReader(AuditStore store, Runnable closing) implements AutoCloseable {
  private static final int PAGE = 1_000;
  private static final int TRIES = 5;
  private static final Logger LOG = LoggerFactory.getLogger(AuditReader.class);

  static AuditReader open(LoadedConfiguration loaded) {
    Configuration configuration = loaded.configuration();
    return switch (configuration.storage().type()) {
      case MEMORY ->
          throw new CannotStart(
              "STORAGE_TYPE: memory (expected: redis or postgres); a server's memory is not read"
                  + " from outside: save GET /api/v1/audit?format=ndjson&after=0 and give it as"
                  + " --file");
      case REDIS -> {
        var redis = configuration.redis();
        RedisConnection connection =
            new RedisConnection(
                RedisSettings.of(redis.nodes())
                    .withCredentials(redis.user(), redis.password())
                    .withDatabase(redis.database()));
        yield new AuditReader(new RedisAuditStore(connection), connection::close);
      }
      case POSTGRES -> {
        var database = configuration.database();
        PostgresDatabase pool =
            new PostgresDatabase(
                PostgresSettings.of(
                        new PostgresUrl(
                            requireNonNull(database.url(), "database.url"),
                            database.user(),
                            database.password()))
                    .withPoolSize(1));
        yield new AuditReader(new PostgresAuditStore(pool), pool::close);
      }
    };
  }

  AuditSpan span() {
    return reached(store::span);
  }

  /** Every entry behind that number, up to the last and including it, the oldest first. */
  void each(long behind, long last, Consumer<AuditEntry> reader) {
    long number = behind;
    List<AuditEntry> page = page(number);
    while (!page.isEmpty()) {
      for (AuditEntry entry : page) {
        if (entry.number() > last) {
          return;
        }
        reader.accept(entry);
        number = entry.number();
      }
      page = page(number);
    }
  }

  private List<AuditEntry> page(long number) {
    return reached(() -> store.after(number, PAGE));
  }

  /** A first connection may take longer than one question is given. */
  private static <T> T reached(Supplier<T> question) {
    for (int i = 1; i < TRIES; i++) {
      try {
        return question.get();
      } catch (StorageFailure slow) {
        LOG.debug("the audit is asked for again", slow);
      }
    }
    try {
      return question.get();
    } catch (StorageFailure away) {
      throw new CannotStart("The audit cannot be read: " + away.getMessage(), away);
    }
  }

  @Override
  public void close() {
    closing.run();
  }
}
