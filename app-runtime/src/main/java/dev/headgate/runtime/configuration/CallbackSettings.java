package dev.headgate.runtime.configuration;

import dev.headgate.core.identity.Secret;
import dev.headgate.core.limit.Cidr;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Telling others that a task has ended.
 *
 * @param allowedHosts who may be told, in lower case; {@code *.example.com} is every name below
 *     that one; empty: nobody
 * @param secret signs what they are told; null: nobody is told anything
 * @param allowedNetworks private addresses that may be called all the same
 * @param insecure whether http will do
 * @param timeout how long one call may take
 */
public record CallbackSettings(
    List<String> allowedHosts,
    @Nullable Secret secret,
    List<Cidr> allowedNetworks,
    boolean insecure,
    Duration timeout) {

  static final Setting<List<String>> ALLOWED_HOSTS =
      Setting.of(
          "callback.allowed-hosts",
          SettingType.open(
              "host names or addresses separated by ',', *.example.com for all below a name",
              CallbackSettings::hosts),
          "",
          "Hosts that may be called when a task has ended.");
  static final Setting<Secret> SECRET =
      Setting.without(
          "callback.secret",
          SettingTypes.SECRET,
          "Signs callbacks, by HMAC with SHA-256; without it there are none.");
  static final Setting<List<Cidr>> ALLOWED_NETWORKS =
      Setting.without(
          "callback.allowed-networks",
          SettingTypes.CIDRS,
          "Private addresses that callbacks may go to; all others of them are refused.");
  static final Setting<Duration> TIMEOUT =
      Setting.of(
          "callback.timeout",
          SettingTypes.DURATION,
          "10s",
          "How long one callback may take; it is tried again later.");
  static final List<Setting<?>> SETTINGS =
      List.of(ALLOWED_HOSTS, SECRET, ALLOWED_NETWORKS, TIMEOUT);

  public static final CallbackSettings DEFAULTS = from(SettingValues.NONE);

  public CallbackSettings {
    allowedHosts = List.copyOf(allowedHosts);
    allowedNetworks = List.copyOf(allowedNetworks);
    Positive.duration("timeout", timeout);
  }

  static CallbackSettings from(SettingValues values) {
    @Nullable List<Cidr> networks = values.find(ALLOWED_NETWORKS);
    return new CallbackSettings(
        values.value(ALLOWED_HOSTS),
        values.find(SECRET),
        networks == null ? List.of() : networks,
        !values.value(Settings.PRESET).hardened(),
        values.value(TIMEOUT));
  }

  /** Whether anybody can be told anything. */
  public boolean possible() {
    return secret != null && !allowedHosts.isEmpty();
  }

  /** Whether this host is among those that are allowed. */
  public boolean allows(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    return allowedHosts.stream()
        .anyMatch(allowed ->
            allowed.startsWith("*.") ? name.endsWith(allowed.substring(1)) : name.equals(allowed));
  }

  private static List<String> hosts(String text) {
    return Arrays.stream(text.split(",", -1))
        .map(host -> host.strip().toLowerCase(Locale.ROOT))
        .filter(host -> !host.isEmpty())
        .map(CallbackSettings::host)
        .distinct()
        .toList();
  }

  private static String host(String text) {
    if (!text.matches("(\\*\\.)?[a-z0-9._-]+|\\[[0-9a-f:.]+]")) {
      throw new IllegalArgumentException("no host");
    }
    return text;
  }
}
