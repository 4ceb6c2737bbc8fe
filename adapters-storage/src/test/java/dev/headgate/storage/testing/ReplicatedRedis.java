package dev.headgate.storage.testing;

import java.time.Duration;
import org.awaitility.Awaitility;

/** A primary and a replica that a test owns, as two servers. Not thread-safe. */
public record ReplicatedRedis(OwnRedis primary, OwnRedis replica) implements AutoCloseable {

  static ReplicatedRedis start() {
    OwnRedis primary = new OwnRedis(RedisProcess.start("save ", "repl-diskless-sync-delay 0"));
    OwnRedis replica =
        new OwnRedis(RedisProcess.start("save ", "replicaof 127.0.0.1 " + primary.port()));
    ReplicatedRedis both = new ReplicatedRedis(primary, replica);
    both.awaitSync();
    return both;
  }

  /** Waits until the replica follows its primary. */
  public void awaitSync() {
    Awaitility.await()
        .pollInterval(Duration.ofMillis(20))
        .atMost(Duration.ofSeconds(30))
        .until(() -> replica.command("INFO", "replication").contains("master_link_status:up"));
  }

  /** Makes the replica a primary, whatever became of the other one. */
  public void promote() {
    replica.command("REPLICAOF", "NO", "ONE");
  }

  @Override
  public void close() {
    primary.close();
    replica.close();
  }
}
