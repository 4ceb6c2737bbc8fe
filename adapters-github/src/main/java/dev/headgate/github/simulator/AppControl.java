package dev.headgate.github.simulator;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.util.Base64;
import java.util.Set;

/** The control calls under {@code /_sim/apps}: Apps, their installations, how tokens are minted. */
final class AppControl {
  static final String PREFIX = "/_sim/apps";
  private static final String CALLS =
      "PUT /_sim/apps, PUT or DELETE /_sim/apps/installations, PUT /_sim/apps/tokens";

  private final GitHubSimulator simulator;

  AppControl(GitHubSimulator simulator) {
    this.simulator = simulator;
  }

  Reply answer(Incoming request) {
    switch (request.method() + " " + request.path()) {
      case "PUT /_sim/apps" -> {
        Fields fields = Fields.of(request, Set.of("app", "public_key"));
        simulator.registerApp(fields.text("app"), key(fields.text("public_key")));
      }
      case "PUT /_sim/apps/installations" -> {
        Fields fields = Fields.of(request, Set.of("installation", "account"));
        simulator.install(fields.smallNumber("installation", 0), fields.text("account"));
      }
      case "DELETE /_sim/apps/installations" ->
          simulator.uninstall(
              Fields.of(request, Set.of("installation")).smallNumber("installation", 0));
      case "PUT /_sim/apps/tokens" -> {
        Fields fields = Fields.of(request, Set.of("life", "unknown_for", "stateless"));
        simulator.mint(
            new TokenMint(
                fields.seconds("life", TokenMint.DEFAULTS.life()),
                fields.seconds("unknown_for", Duration.ZERO),
                fields.yes("stateless")));
      }
      default -> throw Problem.unknown(request, CALLS);
    }
    return Reply.empty(204);
  }

  private static PublicKey key(String pem) {
    try {
      byte[] bytes = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
      return KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(bytes));
    } catch (GeneralSecurityException | IllegalArgumentException unreadable) {
      throw Problem.bad("public_key: unreadable (expected: an RSA public key in PEM)");
    }
  }
}
