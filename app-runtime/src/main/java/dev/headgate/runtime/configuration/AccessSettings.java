package dev.headgate.runtime.configuration;

import dev.headgate.core.identity.Secret;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who may use Headgate's own endpoints.
 *
 * @param adminToken the administrator's; where there is one, nothing is open to everybody; null:
 *     nobody has one
 * @param apiKeys keys by the name of who holds them
 */
public record AccessSettings(@Nullable Secret adminToken, Map<String, Secret> apiKeys) {

  static final Setting<Secret> ADMIN_TOKEN =
      Setting.without(
          "headgate.admin-token",
          SettingTypes.SECRET,
          "When set, callers without an API key get no use of the gateway's own credentials.");
  static final Setting<Map<String, Secret>> API_KEYS =
      Setting.without(
          "headgate.api-keys",
          SettingTypes.API_KEYS,
          "Keys of callers that use the gateway's own credentials, as name:key.");
  static final List<Setting<?>> SETTINGS = List.of(ADMIN_TOKEN, API_KEYS);

  public static final AccessSettings DEFAULTS = from(SettingValues.NONE);

  public AccessSettings {
    apiKeys = Collections.unmodifiableMap(new LinkedHashMap<>(apiKeys));
  }

  static AccessSettings from(SettingValues values) {
    Map<String, Secret> keys = values.find(API_KEYS);
    return new AccessSettings(values.find(ADMIN_TOKEN), keys == null ? Map.of() : keys);
  }
}
