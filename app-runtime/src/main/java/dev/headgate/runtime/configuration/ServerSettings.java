package dev.headgate.runtime.configuration;

import dev.headgate.core.limit.Cidr;
import java.util.List;
import java.util.Set;

/**
 * Where the server listens.
 *
 * @param host the interface's name or address
 * @param port the port; 0 asks for any free one
 * @param trustedProxies proxies that are believed when they name the client's address
 */
public record ServerSettings(String host, int port, List<Cidr> trustedProxies) {

  static final Setting<String> HOST =
      Setting.of(
          "server.host",
          SettingTypes.HOST,
          "127.0.0.1",
          "The interface to listen on; all interfaces in production.");
  static final Setting<Integer> PORT =
      Setting.of("server.port", SettingTypes.PORT, "8080", "The port to listen on.");
  static final Setting<List<Cidr>> TRUSTED_PROXIES =
      Setting.without(
          "server.trusted-proxies",
          SettingTypes.CIDRS,
          "Proxies in front of the server that are believed when X-Forwarded-For or Forwarded names"
              + " the client.");
  static final List<Setting<?>> SETTINGS = List.of(HOST, PORT, TRUSTED_PROXIES);

  public static final ServerSettings DEFAULTS = from(SettingValues.NONE);

  private static final Set<String> LOOPBACK_NAMES = Set.of("localhost", "::1", "[::1]");

  public ServerSettings {
    if (host.isBlank()) {
      throw new IllegalArgumentException("host: blank (expected: a host name or an IP address)");
    }
    trustedProxies = List.copyOf(trustedProxies);
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port: " + port + " (expected: 0 to 65535)");
    }
  }

  static ServerSettings from(SettingValues values) {
    List<Cidr> proxies = values.find(TRUSTED_PROXIES);
    return new ServerSettings(
        values.value(HOST), values.value(PORT), proxies == null ? List.of() : proxies);
  }

  /** Whether only programs on this machine can connect. */
  public boolean loopback() {
    return isLoopback(host);
  }

  static boolean isLoopback(String host) {
    return LOOPBACK_NAMES.contains(host) || host.matches("127(\\.\\d{1,3}){3}");
  }
}
