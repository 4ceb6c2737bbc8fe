package dev.headgate.server.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.headgate.server.testing.MirrorFixture;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Deliveries as GitHub signs them. */
final class Signed {
  private Signed() {}

  /** What the signature's field says of that body. */
  static String signature(String secret, byte[] body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256"));
      return "sha256=" + HexFormat.of().formatHex(mac.doFinal(body));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Delivers the payload of that event. */
  static HttpResponse<String> send(MirrorFixture server, String secret, String event, String guid) {
    byte[] body = Payloads.named(event);
    return server.send(
        server
            .request("/webhooks/github", "Content-Type", "application/json")
            .header("X-Hub-Signature-256", signature(secret, body))
            .header("X-GitHub-Delivery", guid)
            .header("X-GitHub-Event", event)
            .POST(BodyPublishers.ofByteArray(body)));
  }
}
