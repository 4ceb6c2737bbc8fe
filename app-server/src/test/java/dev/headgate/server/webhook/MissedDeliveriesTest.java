package dev.headgate.server.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headgate.core.ManualTime;
import dev.headgate.github.simulator.Hook;
import dev.headgate.github.simulator.HookDelivery;
import dev.headgate.github.simulator.SimulatorOptions;
import dev.headgate.server.testing.AppKeys;
import dev.headgate.server.testing.MirrorFixture;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Deliveries that nobody accepted are found in the App's list and sent again. */
class MissedDeliveriesTest {
  private static final String SECRET = "the secret of the hook";
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
}
