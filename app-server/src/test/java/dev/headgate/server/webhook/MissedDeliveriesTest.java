package dev.headgate.server.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headgate.core.ManualTime;
import dev.headgate.core.faults.FaultProxy;
import dev.headgate.github.simulator.GitHubSimulator;
import dev.headgate.github.simulator.Hook;
import dev.headgate.github.simulator.HookDelivery;
import dev.headgate.github.simulator.SimulatorOptions;
import dev.headgate.github.simulator.SimulatorPreset;
import dev.headgate.server.testing.AppKeys;
import dev.headgate.server.testing.MirrorFixture;
import dev.headgate.storage.testing.OwnRedis;
import dev.headgate.storage.testing.RealRedis;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Deliveries that nobody accepted are found in the App's list and sent again. */
class MissedDeliveriesTest {
  private static final String SECRET = "the secret of the hook";
  private static final String TAKEN = "{event=\"star\",result=\"accepted\"} 130.0";
  private static final String BRANCHES = "/repos/acme/rocket/branches";

  @Test
  void haveGitHubSendAgainWhatWasLost() {
    ManualTime past = new ManualTime(Instant.now().minus(Duration.ofMinutes(10)));
    try (MirrorFixture mirror =
        MirrorFixture.start(
            SimulatorOptions.DEFAULTS.withClock(past),
            InstantSource.system(),
            "GITHUB_WEBHOOK_SECRET",
            SECRET,
            "WEBHOOKS_POLL",
            "250ms",
            "GITHUB_APP_ID",
            AppKeys.APP,
            "GITHUB_PRIVATE_KEY",
            AppKeys.pem())) {
      mirror.github().registerApp(AppKeys.APP, AppKeys.publicKey());
      Hook hook =
          new Hook(
              URI.create(mirror.url() + "/webhooks/github"), SECRET, Set.of("push", "star"), true);
      mirror.get(BRANCHES, "ghp_missed");
      mirror.github().loseDeliveries(2);
      HookDelivery push = mirror.github().deliver(hook, "push", Payloads.named("push"));
      HookDelivery star = mirror.github().deliver(hook, "star", Payloads.named("star"));
      HookDelivery fork = mirror.github().deliver(hook, "fork", Payloads.named("fork"));
      assertThat(List.of(push.accepted(), star.accepted(), fork.accepted()))
          .containsExactly(false, false, true);

      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(() ->
              assertThat(mirror.github().deliveries())
                  .filteredOn(HookDelivery::redelivery)
                  .allMatch(HookDelivery::accepted)
                  .extracting(HookDelivery::guid)
                  .containsExactlyInAnyOrder(push.guid(), star.guid()));
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> {
            String metrics = mirror.get("/metrics", "").body();
            return metrics.contains("{event=\"push\",result=\"processed\"} 1.0")
                && metrics.contains("{event=\"star\",result=\"processed\"} 1.0")
                && metrics.contains("webhook_redeliveries_total{status=\"success\"} 2.0");
          });
      assertThat(MirrorFixture.cache(mirror.get(BRANCHES, "ghp_missed"))).isEqualTo("ONLINE_MISS");
    }
  }

  @Test
  void severalProcessesSendWhatWasLostOnSeveralPagesAgainOnceEach() {
    int lost = 130;
    ManualTime past = new ManualTime(Instant.now().minus(Duration.ofMinutes(10)));
    try (OwnRedis redis = RealRedis.own();
        GitHubSimulator github =
            new GitHubSimulator(SimulatorPreset.FAST.options().withClock(past));
        FaultProxy door = FaultProxy.to(github.port())) {
      github.registerApp(AppKeys.APP, AppKeys.publicKey());
      URI url = URI.create("http://127.0.0.1:%d/webhooks/github".formatted(door.port()));
      Hook hook = new Hook(url, SECRET, Set.of("star"), true);
      Set<String> guids = new HashSet<>();
      github.loseDeliveries(lost);
      for (int i = 0; i < lost; i++) {
        guids.add(github.deliver(hook, "star", Payloads.named("star")).guid());
      }
      try (MirrorFixture one = poller(redis, github)) {
        door.retarget(one.url().getPort());
        try (MirrorFixture other = poller(redis, github)) {
          await()
              .atMost(Duration.ofSeconds(90))
              .until(() -> redelivered(github).size() >= lost && metrics(one).contains(TAKEN));
          // Another look or two of either.
          long looks = looks(github);
          await().atMost(Duration.ofSeconds(60)).until(() -> looks(github) >= looks + 4);
          assertThat(other.url()).isNotEqualTo(one.url());
        }
      }
      assertThat(redelivered(github)).containsExactlyInAnyOrderElementsOf(guids);
    }
  }

  private static MirrorFixture poller(OwnRedis redis, GitHubSimulator github) {
    return MirrorFixture.start(
        "STORAGE_TYPE",
        "redis",
        "REDIS_URL",
        "redis://127.0.0.1:" + redis.port(),
        "GITHUB_API_URL",
        github.url().toString(),
        "GITHUB_WEBHOOK_SECRET",
        SECRET,
        "WEBHOOKS_POLL",
        "250ms",
        "GITHUB_APP_ID",
        AppKeys.APP,
        "GITHUB_PRIVATE_KEY",
        AppKeys.pem());
  }

  private static List<String> redelivered(GitHubSimulator github) {
    return github.deliveries().stream()
        .filter(HookDelivery::redelivery)
        .map(HookDelivery::guid)
        .toList();
  }

  private static long looks(GitHubSimulator github) {
    return github.requests(1000).stream()
        .filter(sent -> sent.target().startsWith("/app/hook/deliveries?per_page=100"))
        .count();
  }

  private static String metrics(MirrorFixture mirror) {
    return mirror.get("/metrics", "").body();
  }
}
