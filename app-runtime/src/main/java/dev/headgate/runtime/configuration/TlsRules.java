package dev.headgate.runtime.configuration;

import dev.headgate.runtime.tls.ServerIdentity;
import dev.headgate.runtime.tls.UnfitIdentity;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rules that span the settings of listeners. */
final class TlsRules {
  private TlsRules() {}

  static List<Mistake> broken(SettingValues values) {
    int port = values.value(ServerSettings.PORT);
    @Nullable Integer management = values.find(ServerSettings.MANAGEMENT_PORT);
    if (management != null && management != 0 && management == port) {
      return List.of(
          new Mistake(
              ServerSettings.MANAGEMENT_PORT.key(),
              management.toString(),
              "another port than server.port",
              "choose another, or leave it out to have all on one port"));
    }
    @Nullable Path certificate = values.find(ServerSettings.TLS_CERTIFICATE);
    @Nullable Path key = values.find(ServerSettings.TLS_KEY);
    if (certificate == null && key == null) {
      return List.of();
    }
    if (certificate == null) {
      return List.of(
          missing(ServerSettings.TLS_CERTIFICATE, ServerSettings.TLS_KEY, "its certificate"));
    }
    if (key == null) {
      return List.of(
          missing(ServerSettings.TLS_KEY, ServerSettings.TLS_CERTIFICATE, "its private key"));
    }
    try {
      var _ = ServerIdentity.read(certificate, key);
      return List.of();
    } catch (UnfitIdentity unfit) {
      Setting<?> setting = unfit.ofKey() ? ServerSettings.TLS_KEY : ServerSettings.TLS_CERTIFICATE;
      return List.of(
          new Mistake(
              setting.key(),
              unfit.found(),
              unfit.rule(),
              "correct %s, or the file".formatted(setting.environmentName())));
    }
  }

  private static Mistake missing(Setting<?> setting, Setting<?> other, String what) {
    return new Mistake(
        setting.key(),
        "",
        "set beside " + other.environmentName(),
        "set %s to the PEM file with %s".formatted(setting.environmentName(), what));
  }
}
