package dev.headgate.runtime.configuration;

import dev.headgate.core.identity.Secret;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * What becomes of GitHub's webhooks.
 *
 * @param secrets what deliveries are signed with: any of these; empty: none is accepted
 * @param maxWaiting how many deliveries may wait to be worked on
 * @param trust for how long an event that was seen proves that others of its kind arrive
 * @param settle how long after a delivery the cache is told once more, for what GitHub's replicas
 *     still answered as it was before; zero: not
 * @param poll how often an App's deliveries are looked through for missed ones; zero: never
 * @param lookBack how far back they are looked through
 * @param refresh how recently something must have been read with the gateway's own credentials to
 *     be read again once an event has spoken of it; zero: nothing is
 */
public record WebhookSettings(
    List<Secret> secrets,
    int maxWaiting,
    Duration trust,
    Duration settle,
    Duration poll,
    Duration lookBack,
    Duration refresh) {

  static final Setting<List<Secret>> SECRET =
      Setting.without(
          "github.webhook-secret",
          SettingType.secret(
              "visible ASCII characters; several secrets separated by ','",
              WebhookSettings::secrets),
          "What GitHub signs webhooks with; while it is changed, the old and the new one.");
  static final Setting<Integer> MAX_WAITING =
      Setting.of(
          "webhooks.max-waiting",
          SettingTypes.count(1),
          "10000",
          "How many webhooks may wait to be worked on; more are refused with 503.");
  static final Setting<Duration> TRUST =
      Setting.of(
          "webhooks.trust",
          SettingTypes.DURATION,
          "24h",
          "For how long an event that arrived from a repository proves that others will.");
  static final Setting<Duration> SETTLE =
      Setting.of(
          "webhooks.settle",
          SettingTypes.DURATION_OR_ZERO,
          "5s",
          "How long after a webhook the cache is told once more, where webhooks are trusted; 0:"
              + " not.");
  static final Setting<Duration> POLL =
      Setting.of(
          "webhooks.poll",
          SettingTypes.DURATION_OR_ZERO,
          "5m",
          "How often the App's deliveries are looked through for missed ones; 0: never.");
  static final Setting<Duration> LOOK_BACK =
      Setting.of(
          "webhooks.look-back",
          SettingTypes.DURATION,
          "1d",
          "How far back the App's deliveries are looked through; GitHub keeps three days.");
  static final Setting<Duration> REFRESH =
      Setting.of(
          "webhooks.refresh",
          SettingTypes.DURATION_OR_ZERO,
          "0",
          "How recently something must have been read with the gateway's own credentials to be read"
              + " again, at low priority, once a webhook has spoken of it; 0: nothing is.");
  static final List<Setting<?>> SETTINGS =
      List.of(SECRET, MAX_WAITING, TRUST, SETTLE, POLL, LOOK_BACK, REFRESH);

  public static final WebhookSettings DEFAULTS = from(SettingValues.NONE);

  public WebhookSettings {
    secrets = List.copyOf(secrets);
    Positive.number("maxWaiting", maxWaiting);
    Positive.duration("trust", trust);
    Positive.duration("lookBack", lookBack);
    if (settle.isNegative() || poll.isNegative() || refresh.isNegative()) {
      throw new IllegalArgumentException(
          "settle: %s, poll: %s, refresh: %s (expected: not negative)"
              .formatted(settle, poll, refresh));
    }
  }

  static WebhookSettings from(SettingValues values) {
    List<Secret> secrets = values.find(SECRET);
    return new WebhookSettings(
        secrets == null ? List.of() : secrets,
        values.value(MAX_WAITING),
        values.value(TRUST),
        values.value(SETTLE),
        values.value(POLL),
        values.value(LOOK_BACK),
        values.value(REFRESH));
  }

  private static List<Secret> secrets(String text) {
    List<Secret> secrets =
        Arrays.stream(text.split(",", -1))
            .map(String::strip)
            .filter(secret -> !secret.isEmpty())
            .map(WebhookSettings::secret)
            .toList();
    if (secrets.isEmpty()) {
      throw new IllegalArgumentException("no secret");
    }
    return secrets;
  }

  private static Secret secret(String text) {
    if (!text.chars().allMatch(c -> c >= ' ' && c <= '~')) {
      throw new IllegalArgumentException("malformed");
    }
    return Secret.of(text);
  }
}
