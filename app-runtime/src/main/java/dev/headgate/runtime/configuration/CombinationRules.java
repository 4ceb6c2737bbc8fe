package dev.headgate.runtime.configuration;

import dev.headgate.core.cache.Freshness;
import dev.headgate.core.identity.Secret;
import dev.headgate.runtime.configuration.StorageSettings.Store;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The rules that span several settings; the hardened presets have more of them. */
final class CombinationRules {

  private static final int SHORTEST_SECRET = 16;

  private final SettingValues values;
  private final List<Mistake> mistakes = new ArrayList<>();

  private CombinationRules(SettingValues values) {
    this.values = values;
  }

  static List<Mistake> broken(SettingValues values, ByPath<Freshness> freshness) {
    CombinationRules rules = new CombinationRules(values);
    rules.bodyFitsCache();
    rules.delaysAreOrdered();
    rules.negativeTtlsAreOrdered();
    rules.webhooksReachTheCache(freshness);
    rules.callbacksAreSigned();
    rules.mistakes.addAll(StorageRules.broken(values));
    if (values.value(Settings.PRESET).hardened()) {
      rules.originsAreNamed();
      rules.upstreamIsEncrypted();
      rules.secretsAreLong();
      rules.tokenIsGuarded();
    }
    return rules.mistakes;
  }

  private void bodyFitsCache() {
    long body = values.value(CacheSettings.MAX_BODY_BYTES);
    long all = values.value(CacheSettings.MAX_BYTES);
    if (body > all) {
      refuse(
          CacheSettings.MAX_BODY_BYTES,
          body + " bytes",
          "at most cache.max-bytes, " + all + " bytes",
          "lower it or raise CACHE_MAX_BYTES");
    }
  }

  private void delaysAreOrdered() {
    var base = values.value(RetrySettings.BASE_DELAY);
    var max = values.value(RetrySettings.MAX_DELAY);
    if (max.compareTo(base) < 0) {
      refuse(
          RetrySettings.MAX_DELAY,
          max.toString(),
          "at least retry.base-delay, " + base,
          "raise it or lower RETRY_BASE_DELAY");
    }
  }

  private void negativeTtlsAreOrdered() {
    var first = values.value(CacheSettings.NEGATIVE_TTL);
    var most = values.value(CacheSettings.NEGATIVE_MAX_TTL);
    if (most.compareTo(first) < 0) {
      refuse(
          CacheSettings.NEGATIVE_MAX_TTL,
          most.toString(),
          "at least cache.negative-ttl, " + first,
          "raise it or lower CACHE_NEGATIVE_TTL");
    }
  }

  /** Trusting webhooks that cannot arrive would only look like a fast cache. */
  private void webhooksReachTheCache(ByPath<Freshness> byPath) {
    if (values.value(CacheSettings.FRESHNESS) == Freshness.WEBHOOK) {
      webhooksReach(CacheSettings.FRESHNESS, "webhook");
    } else if (byPath.values().containsValue(Freshness.WEBHOOK)) {
      webhooksReach(CacheSettings.FRESHNESS_BY_PATH, "webhook");
    }
    Duration refresh = values.value(WebhookSettings.REFRESH);
    if (refresh.isZero()) {
      return;
    }
    webhooksReach(WebhookSettings.REFRESH, refresh.toString());
    if (values.find(GithubSettings.TOKEN) == null
        && values.find(CredentialSettings.APP_ID) == null) {
      refuse(
          WebhookSettings.REFRESH,
          refresh.toString(),
          "0 while the gateway has no credentials of its own",
          "set GITHUB_TOKEN or GITHUB_APP_ID: nothing is read again with a caller's token");
    }
  }

  private void webhooksReach(Setting<?> setting, String value) {
    if (values.find(WebhookSettings.SECRET) == null) {
      refuse(
          setting,
          value,
          "another value while there is no github.webhook-secret",
          "set GITHUB_WEBHOOK_SECRET to the secret of the webhook on GitHub");
    }
    StorageSettings stores = StorageSettings.from(values);
    if (stores.cache() == Store.MEMORY && stores.queue() != Store.MEMORY) {
      refuse(
          setting,
          value,
          "a shared cache.type beside a shared queue.store",
          "set CACHE_TYPE to redis or postgres: one process alone would hear of each webhook");
    }
  }

  private void callbacksAreSigned() {
    boolean hosts = !values.value(CallbackSettings.ALLOWED_HOSTS).isEmpty();
    if (hosts && values.find(CallbackSettings.SECRET) == null) {
      mistakes.add(
          new Mistake(
              CallbackSettings.SECRET.key(),
              "",
              "set beside CALLBACK_ALLOWED_HOSTS",
              "set CALLBACK_SECRET, for example with: openssl rand -hex 32"));
    }
  }

  private void originsAreNamed() {
    if (values.value(CorsSettings.ALLOWED_ORIGINS).contains("*")) {
      refuse(
          CorsSettings.ALLOWED_ORIGINS,
          "*",
          "named origins in " + preset(),
          "list the origins of the pages that may call");
    }
  }

  private void upstreamIsEncrypted() {
    URI url = values.value(GithubSettings.API_URL);
    boolean loopback = ServerSettings.isLoopback(url.getHost());
    if ("http".equalsIgnoreCase(url.getScheme()) && !loopback) {
      refuse(
          GithubSettings.API_URL,
          url.toString(),
          "https in " + preset() + ", except on loopback",
          "use https: tokens would travel in the clear");
    }
  }

  private void secretsAreLong() {
    Secret admin = values.find(AccessSettings.ADMIN_TOKEN);
    if (admin != null && admin.length() < SHORTEST_SECRET) {
      refuseShort(AccessSettings.ADMIN_TOKEN, "admin token");
    }
    List<Secret> webhooks = values.find(WebhookSettings.SECRET);
    if (webhooks != null && webhooks.stream().anyMatch(key -> key.length() < SHORTEST_SECRET)) {
      refuseShort(WebhookSettings.SECRET, "secret for the webhook");
    }
    Secret callbacks = values.find(CallbackSettings.SECRET);
    if (callbacks != null && callbacks.length() < SHORTEST_SECRET) {
      refuseShort(CallbackSettings.SECRET, "secret");
    }
    Map<String, Secret> keys = values.find(AccessSettings.API_KEYS);
    if (keys != null) {
      keys.forEach((name, key) -> {
        if (key.length() < SHORTEST_SECRET) {
          refuseShort(AccessSettings.API_KEYS, "key of " + name);
        }
      });
    }
  }

  private void refuseShort(Setting<?> setting, String what) {
    refuse(
        setting,
        Secret.MASK,
        "at least " + SHORTEST_SECRET + " characters in " + preset(),
        "generate a longer " + what + ", for example with: openssl rand -hex 32");
  }

  private void tokenIsGuarded() {
    String host = values.value(ServerSettings.HOST);
    boolean open = !ServerSettings.isLoopback(host);
    boolean keys = values.find(AccessSettings.API_KEYS) != null;
    if (open && values.find(GithubSettings.TOKEN) != null && !keys) {
      refuse(
          GithubSettings.TOKEN,
          Secret.MASK,
          "API keys beside a token on %s in %s".formatted(host, preset()),
          "set HEADGATE_API_KEYS to name:key pairs, or remove the token");
    }
  }

  private String preset() {
    return values.value(Settings.PRESET).label();
  }

  private void refuse(Setting<?> setting, String value, String rule, String mend) {
    mistakes.add(new Mistake(setting.key(), value, rule, mend));
  }
}
