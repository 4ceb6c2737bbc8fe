package dev.headgate.runtime.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What webhooks are relied on for, and what keeps a process from starting that relies in vain. */
class WebhookRulesTest {
  private static final String SECRET = "the secret of the hook";

  private static Configuration load(String... settings) {
    Map<String, String> environment = new HashMap<>();
    for (int i = 0; i < settings.length; i += 2) {
      environment.put(settings[i], settings[i + 1]);
    }
    return ConfigurationLoader.load(environment, null).configuration();
  }

  private static void refused(String setting, String mend, String... settings) {
    assertThatThrownBy(() -> load(settings))
        .isInstanceOf(InvalidConfiguration.class)
        .hasMessageContaining(setting)
        .hasMessageContaining(mend);
  }

  @Test
  void whatIsTrustedNeedsASecret(@TempDir Path folder) throws IOException {
    refused("cache.freshness", "set GITHUB_WEBHOOK_SECRET", "CACHE_FRESHNESS", "webhook");
    Path file = folder.resolve("headgate.yaml");
    Files.writeString(file, "cache: {freshness-by-path: {'/repos/**': webhook}}");
    String[] byPath = {"HEADGATE_CONFIG", file.toString()};
    refused("cache.freshness-by-path", "set GITHUB_WEBHOOK_SECRET", byPath);
    assertThat(load("HEADGATE_CONFIG", file.toString(), "GITHUB_WEBHOOK_SECRET", SECRET))
        .satisfies(loaded -> assertThat(loaded.cache().trustsWebhooks()).isTrue());
  }

  @Test
  void whatIsTrustedNeedsACacheThatHearsOfEveryDelivery() {
    refused(
        "cache.freshness",
        "set CACHE_TYPE to redis or postgres",
        "CACHE_FRESHNESS",
        "webhook",
        "GITHUB_WEBHOOK_SECRET",
        SECRET,
        "QUEUE_STORE",
        "redis");
  }

  @Test
  void whatIsReadAgainNeedsASecretCredentialsAndACacheThatHears() {
    String[] bare = {"WEBHOOKS_REFRESH", "10m"};
    refused("webhooks.refresh", "set GITHUB_WEBHOOK_SECRET", bare);
    refused(
        "webhooks.refresh",
        "set GITHUB_TOKEN or GITHUB_APP_ID",
        "WEBHOOKS_REFRESH",
        "10m",
        "GITHUB_WEBHOOK_SECRET",
        SECRET);
    refused(
        "webhooks.refresh",
        "set CACHE_TYPE to redis or postgres",
        "WEBHOOKS_REFRESH",
        "10m",
        "GITHUB_WEBHOOK_SECRET",
        SECRET,
        "GITHUB_TOKEN",
        "ghp_ofthegateway",
        "QUEUE_STORE",
        "redis");
    assertThat(
            load(
                    "WEBHOOKS_REFRESH",
                    "10m",
                    "GITHUB_WEBHOOK_SECRET",
                    SECRET,
                    "GITHUB_TOKEN",
                    "ghp_ofthegateway")
                .webhooks()
                .refresh())
        .isEqualTo(Duration.ofMinutes(10));
  }

  @Test
  void mistakesAreToldInOneLineEach() {
    refused("WEBHOOKS_REFRESH: -1", "expected", "WEBHOOKS_REFRESH", "-1");
    refused("WEBHOOKS_MAX_WAITING: 0", "expected", "WEBHOOKS_MAX_WAITING", "0");
    refused("WEBHOOKS_TRUST: 0", "expected", "WEBHOOKS_TRUST", "0");
    refused("GITHUB_WEBHOOK_SECRET", "expected", "GITHUB_WEBHOOK_SECRET", " , ");
    refused(
        "github.webhook-secret",
        "at least 16 characters",
        "HEADGATE_PRESET",
        "production",
        "GITHUB_WEBHOOK_SECRET",
        "a-long-enough-secret,short");
  }
}
