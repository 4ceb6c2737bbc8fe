package dev.headgate.github.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.URLEncoder;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.UUID;
import java.util.function.IntSupplier;

/** URLs of the blob host that are valid for a while, in the manner of Azure's shared access. */
final class SignedUrls {
  static final String PREFIX = "/_blob";

  private final String secret = UUID.randomUUID().toString();
  private final IntSupplier port;

  SignedUrls(IntSupplier port) {
    this.port = port;
  }

  /** A URL for the bytes behind an API path: the name that the client used, another port. */
  String sign(Incoming request, String path, Duration ttl, Instant now) {
    String host = URI.create(request.origin()).getHost();
    String expiry = now.plus(ttl).toString();
    return "http://%s:%d%s%s?sv=2024-11-04&sr=b&sp=r&se=%s&sig=%s"
        .formatted(
            host,
            port.getAsInt(),
            PREFIX,
            path,
            URLEncoder.encode(expiry, UTF_8),
            signature(path, expiry));
  }

  /** Whether the request's signature is ours and still valid. */
  boolean valid(Incoming request, String path, Instant now) {
    String expiry = request.parameter("se").orElse("");
    String signature = request.parameter("sig").orElse("");
    try {
      return signature.equals(signature(path, expiry)) && now.isBefore(Instant.parse(expiry));
    } catch (DateTimeParseException e) {
      return false;
    }
  }

  private String signature(String path, String expiry) {
    return Digests.hmacSha256Hex(secret, (path + "\n" + expiry).getBytes(UTF_8));
  }
}
