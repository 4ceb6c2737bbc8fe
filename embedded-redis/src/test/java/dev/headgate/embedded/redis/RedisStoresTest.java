package dev.headgate.embedded.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.headgate.embedded.Headgate;
import dev.headgate.embedded.SharedStores;
import dev.headgate.embedded.SharedStoresContract;
import dev.headgate.github.simulator.GitHubSimulator;
import dev.headgate.storage.redis.connection.RedisSettings;
import dev.headgate.storage.testing.OwnRedis;
import dev.headgate.storage.testing.RealRedis;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Test;

class RedisStoresTest implements SharedStoresContract {
  private final RedisSettings settings = RealRedis.shared().settings();

  @Override
  public SharedStores stores() {
    return RedisStores.connect(settings);
  }

  @Test
  void goesOnWithoutRedis() throws Exception {
    try (GitHubSimulator github = GitHubSimulator.start();
        OwnRedis redis = RealRedis.own();
        Headgate headgate =
            SharedStoresContract.headgate(github, RedisStores.connect(redis.settings()))) {
      github.mapToken("ghp_alice", "alice", "repo");
      OkHttpClient client = SharedStoresContract.client(headgate);
      assertThat(SharedStoresContract.get(client, github, "/repos/octo/hello")).isEqualTo(200);

      redis.kill();

      assertThat(SharedStoresContract.get(client, github, "/repos/octo/hello")).isEqualTo(200);
      assertThat(SharedStoresContract.get(client, github, "/repos/octo/other")).isEqualTo(200);
      assertThat(github.stats().totalSpent()).isEqualTo(2);
    }
  }

  @Test
  void saysWhatIsWrongWithAUrl() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RedisStores.connect("http://localhost:6379"))
        .withMessageContaining("expected: redis://host:port");
  }
}
