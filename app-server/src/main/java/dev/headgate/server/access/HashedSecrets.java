package dev.headgate.server.access;

import dev.headgate.core.identity.Secret;
import dev.headgate.core.identity.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Secrets by the name of who holds them, kept as digests and compared in constant time: all of them
 * are looked at, whichever matches.
 */
final class HashedSecrets {
  private final Map<String, byte[]> digests = new LinkedHashMap<>();

  HashedSecrets(Map<String, Secret> secrets) {
    secrets.forEach((name, secret) -> digests.put(name, digest(secret.reveal())));
  }

  /** Whom this secret belongs to; null where it is nobody's. */
  @Nullable String holder(String secret) {
    byte[] given = digest(secret);
    String holder = null;
    for (Map.Entry<String, byte[]> known : digests.entrySet()) {
      if (MessageDigest.isEqual(known.getValue(), given)) {
        holder = known.getKey();
      }
    }
    return holder;
  }

  private static byte[] digest(String secret) {
    return Sha256.digest().digest(secret.getBytes(StandardCharsets.UTF_8));
  }
}
