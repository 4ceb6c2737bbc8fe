package dev.headgate.server.mirror;

import dev.headgate.core.identity.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * With which credential a request goes to GitHub: the caller's own where it bears one; the
 * gateway's where the caller may use that, which an API key proves, or which everybody may on a
 * developer's own machine; else none.
 *
 * <p>Keys are held as digests and compared in constant time, all of them whichever matches.
 */
final class Credentials {
  private final @Nullable Secret token;
  private final Map<String, byte[]> keys = new LinkedHashMap<>();
  private final boolean open;

  /**
   * The rules.
   *
   * @param token the gateway's own token; null where it has none
   * @param apiKeys the keys of callers who may use it, by name
   * @param open whether callers without a key may use it too
   */
  Credentials(@Nullable Secret token, Map<String, Secret> apiKeys, boolean open) {
    this.token = token;
    this.open = open;
    apiKeys.forEach((name, key) -> keys.put(name, digest(key.reveal())));
  }

  /** Whom a key belongs to; empty where it is nobody's. */
  Optional<String> holder(String key) {
    byte[] given = digest(key);
    String holder = null;
    for (Map.Entry<String, byte[]> known : keys.entrySet()) {
      if (MessageDigest.isEqual(known.getValue(), given)) {
        holder = known.getKey();
      }
    }
    return Optional.ofNullable(holder);
  }

  /** The gateway's own Authorization value for such a caller; null where he may not use it. */
  @Nullable String managed(boolean keyed) {
    return token != null && (keyed || open) ? "Bearer " + token.reveal() : null;
  }

  private static byte[] digest(String key) {
    return dev.headgate.core.identity.Sha256.digest().digest(key.getBytes(StandardCharsets.UTF_8));
  }
}
