package dev.headgate.storage.testing;

import dev.headgate.storage.redis.connection.RedisSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;

/** A cluster of three primaries that a test owns. Not thread-safe. */
public final class RedisCluster implements AutoCloseable {

  private static final int SLOTS = 16_384;
  private static final int NODES = 3;

  private final List<OwnRedis> nodes;

  private RedisCluster(List<OwnRedis> nodes) {
    this.nodes = nodes;
  }

  static RedisCluster start() {
    List<OwnRedis> nodes = new ArrayList<>();
    for (int i = 0; i < NODES; i++) {
      OwnRedis node = new OwnRedis(RedisProcess.start("cluster-enabled yes", "save "));
      int first = i;
      List<String> slots = new ArrayList<>(List.of("CLUSTER", "ADDSLOTS"));
      IntStream.range(0, SLOTS)
          .filter(slot -> slot * NODES / SLOTS == first)
          .forEach(slot -> slots.add(Integer.toString(slot)));
      node.command(slots.toArray(String[]::new));
      nodes.add(node);
    }
    for (OwnRedis node : nodes.subList(1, NODES)) {
      nodes.get(0).command("CLUSTER", "MEET", "127.0.0.1", Integer.toString(node.port()));
    }
    Awaitility.await()
        .pollInterval(Duration.ofMillis(50))
        .atMost(Duration.ofSeconds(60))
        .until(() -> nodes.stream().allMatch(RedisCluster::isComplete));
    return new RedisCluster(nodes);
  }

  private static boolean isComplete(OwnRedis node) {
    String info = node.command("CLUSTER", "INFO");
    return info.contains("cluster_state:ok") && info.contains("cluster_known_nodes:" + NODES);
  }

  /** How it is reached, by all of its nodes. */
  public RedisSettings settings() {
    return RedisSettings.of(nodes.stream().map(node -> OwnRedis.uri(node.port())).toList());
  }

  /** The servers, each of which has a third of the slots. */
  public List<OwnRedis> nodes() {
    return List.copyOf(nodes);
  }

  @Override
  public void close() {
    nodes.forEach(OwnRedis::close);
  }
}
