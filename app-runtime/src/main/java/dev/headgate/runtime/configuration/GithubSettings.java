package dev.headgate.runtime.configuration;

import dev.headgate.core.identity.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * GitHub: where it is, who may pass, with whose credentials, how its health is watched.
 *
 * @param apiUrl the API's base URL, without a slash at its end
 * @param mirrorUrl what rewritten links point to; null: the request's own scheme and host
 * @param token the gateway's own credential; null: it has none
 * @param users logins that may use the mirror, of users or of accounts whose App installations may;
 *     empty: everybody
 * @param statusSleepTime the pause between two health probes
 * @param statusTimeout how long a probe may take
 */
public record GithubSettings(
    URI apiUrl,
    @Nullable URI mirrorUrl,
    @Nullable Secret token,
    List<String> users,
    Duration statusSleepTime,
    Duration statusTimeout) {

  static final Setting<URI> API_URL =
      Setting.of(
          "github.api-url",
          SettingTypes.BASE_URL,
          "https://api.github.com",
          "The API of github.com, of a GitHub Enterprise Server or of the simulator.");
  static final Setting<URI> MIRROR_URL =
      Setting.without(
          "github.mirror-url",
          SettingTypes.BASE_URL,
          "What rewritten links point to; by default the request's own scheme and host.");
  static final Setting<Secret> TOKEN =
      Setting.without("github.token", SettingTypes.SECRET, "The gateway's own credential.");
  static final Setting<List<String>> USERS =
      Setting.of(
          "github.users",
          SettingTypes.LOGINS,
          "",
          "Logins that may use the mirror; when set, no anonymous call is served.");
  static final Setting<Duration> STATUS_SLEEP_TIME =
      Setting.of(
          "github.status-sleep-time",
          SettingTypes.DURATION,
          "1s",
          "The pause between two health probes of the API.");
  static final Setting<Duration> STATUS_TIMEOUT =
      Setting.of(
          "github.status-timeout",
          SettingTypes.DURATION,
          "10s",
          "How long a health probe of the API may take.");
  static final List<Setting<?>> SETTINGS =
      List.of(API_URL, MIRROR_URL, TOKEN, USERS, STATUS_SLEEP_TIME, STATUS_TIMEOUT);

  public static final GithubSettings DEFAULTS = from(SettingValues.NONE);

  public GithubSettings {
    users = List.copyOf(users);
    Positive.duration("statusSleepTime", statusSleepTime);
    Positive.duration("statusTimeout", statusTimeout);
  }

  static GithubSettings from(SettingValues values) {
    return new GithubSettings(
        values.value(API_URL),
        values.find(MIRROR_URL),
        values.find(TOKEN),
        values.value(USERS),
        values.value(STATUS_SLEEP_TIME),
        values.value(STATUS_TIMEOUT));
  }
}
