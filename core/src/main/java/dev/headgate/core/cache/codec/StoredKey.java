package dev.headgate.core.cache.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.headgate.core.cache.ResourceKey;
import dev.headgate.core.cache.ResourceSelection;
import dev.headgate.core.identity.Sha256;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * What a resource is known by in a store.
 *
 * @param digest 32 lower-case hex digits: 128 bits of a SHA-256 over the whole key
 * @param path the path as selections compare it
 */
public record StoredKey(String digest, String path) {
  private static final byte[] END = {0};

  /** The name of that resource. */
  public static StoredKey of(ResourceKey key) {
    MessageDigest digest = Sha256.digest();
    for (String part : new String[] {key.target(), key.accept(), key.apiVersion()}) {
      digest.update(part.getBytes(UTF_8));
      digest.update(END);
    }
    return new StoredKey(
        HexFormat.of().formatHex(digest.digest(), 0, 16), ResourceSelection.folded(key.path()));
  }
}
