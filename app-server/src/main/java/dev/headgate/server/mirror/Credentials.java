package dev.headgate.server.mirror;

import dev.headgate.core.identity.Secret;
import dev.headgate.server.access.Keys;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * With which credential a request goes to GitHub: the caller's own where it bears one; the
 * gateway's where the caller may use that, which an API key proves, or which everybody may on a
 * developer's own machine; else none.
 */
final class Credentials {
  private final @Nullable Secret token;
  private final Keys keys;
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
    this.keys = new Keys(apiKeys);
  }

  /** Whom a key belongs to; empty where it is nobody's. */
  Optional<String> holder(String key) {
    return keys.holder(key);
  }

  /** The gateway's own Authorization value for such a caller; null where he may not use it. */
  @Nullable String managed(boolean keyed) {
    return token != null && (keyed || open) ? "Bearer " + token.reveal() : null;
  }
}
