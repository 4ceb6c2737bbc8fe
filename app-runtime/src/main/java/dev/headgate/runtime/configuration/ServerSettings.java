package dev.headgate.runtime.configuration;

import dev.headgate.core.limit.Cidr;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where the server listens.
 *
 * @param host the interface's name or address
 * @param port the port; 0 asks for any free one
 * @param trustedProxies proxies that are believed when they name the client's address and the
 *     scheme that it used
 * @param managementPort the port of what operators look at; null: it is on {@code port} as well
 * @param tls the certificate that is shown on all of them; null: they speak in the clear
 * @param maxConnections how many clients may be connected at once
 */
public record ServerSettings(
    String host,
    int port,
    List<Cidr> trustedProxies,
    @Nullable Integer managementPort,
    @Nullable TlsFiles tls,
    int maxConnections) {

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
              + " the client, and X-Forwarded-Proto the scheme that it used.");
  static final Setting<Integer> MANAGEMENT_PORT =
      Setting.without(
          "management.port",
          SettingTypes.PORT,
          "A port of its own for health, metrics, the dashboard and the administrator's endpoints,"
              + " which then answer nowhere else.");
  static final Setting<Path> TLS_CERTIFICATE =
      Setting.without(
          "server.tls-certificate",
          SettingType.open("the path of a PEM file", Path::of),
          "The certificate to show, its issuers' behind it: HTTPS and HTTP/2 on all ports. Read"
              + " again when the file changes.");
  static final Setting<Path> TLS_KEY =
      Setting.without(
          "server.tls-key",
          SettingType.open("the path of a PEM file", Path::of),
          "The certificate's private key, not encrypted.");
  static final Setting<Integer> MAX_CONNECTIONS =
      Setting.of(
          "server.max-connections",
          SettingTypes.count(8),
          "10000",
          "Connections open at once; further clients wait, and idle ones are closed sooner.");
  static final List<Setting<?>> SETTINGS =
      List.of(
          HOST, PORT, TRUSTED_PROXIES, MANAGEMENT_PORT, TLS_CERTIFICATE, TLS_KEY, MAX_CONNECTIONS);

  public static final ServerSettings DEFAULTS = from(SettingValues.NONE);

  private static final Set<String> LOOPBACK_NAMES = Set.of("localhost", "::1", "[::1]");

  public ServerSettings {
    if (host.isBlank()) {
      throw new IllegalArgumentException("host: blank (expected: a host name or an IP address)");
    }
    trustedProxies = List.copyOf(trustedProxies);
    inRange("port", port);
    if (managementPort != null) {
      inRange("managementPort", managementPort);
    }
    Positive.number("maxConnections", maxConnections);
  }

  static ServerSettings from(SettingValues values) {
    List<Cidr> proxies = values.find(TRUSTED_PROXIES);
    Path certificate = values.find(TLS_CERTIFICATE);
    Path key = values.find(TLS_KEY);
    return new ServerSettings(
        values.value(HOST),
        values.value(PORT),
        proxies == null ? List.of() : proxies,
        values.find(MANAGEMENT_PORT),
        certificate == null || key == null ? null : new TlsFiles(certificate, key),
        values.value(MAX_CONNECTIONS));
  }

  /** Whether only programs on this machine can connect. */
  public boolean loopback() {
    return isLoopback(host);
  }

  private static void inRange(String name, int port) {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException(name + ": " + port + " (expected: 0 to 65535)");
    }
  }

  static boolean isLoopback(String host) {
    return LOOPBACK_NAMES.contains(host) || host.matches("127(\\.\\d{1,3}){3}");
  }
}
