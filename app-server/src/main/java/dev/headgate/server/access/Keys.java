package dev.headgate.server.access;

import dev.headgate.core.identity.Secret;
import dev.headgate.core.identity.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Secrets by the name of who holds them: kept as digests, compared in constant time, all of them. */
public final class Keys {
  private final Map<String, byte[]> digests = new LinkedHashMap<>();

  /** These secrets. */
  public Keys(Map<String, Secret> secrets) {
    secrets.forEach((name, secret) -> digests.put(name, digest(secret.reveal())));
  }

  /** Whose it is; empty where it is nobody's. */
  public Optional<String> holder(String given) {
    byte[] digest = digest(given);
    String holder = null;
    for (Map.Entry<String, byte[]> known : digests.entrySet()) {
      if (MessageDigest.isEqual(known.getValue(), digest)) {
        holder = known.getKey();
      }
    }
    return Optional.ofNullable(holder);
  }

  /** Whether there are none. */
  public boolean isEmpty() {
    return digests.isEmpty();
  }

  private static byte[] digest(String text) {
    return Sha256.digest().digest(text.getBytes(StandardCharsets.UTF_8));
  }
}
