package dev.headgate.server.access;

import dev.headgate.core.identity.Secret;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The secrets that open Headgate's own endpoints.
 *
 * @param adminToken the administrator's; null where there is none
 * @param apiKeys keys by the name of who holds them
 * @param local whether only a developer's own machine can reach this server, in the preset made for
 *     that: then everything is open as long as there is no secret at all
 */
public record AccessPolicy(
    @Nullable Secret adminToken, Map<String, Secret> apiKeys, boolean local) {

  /** Keeps the keys in their order. */
  public AccessPolicy {
    apiKeys = Collections.unmodifiableMap(new LinkedHashMap<>(apiKeys));
  }

  /** Whether everybody may do everything. */
  public boolean open() {
    return local && adminToken == null && apiKeys.isEmpty();
  }
}
