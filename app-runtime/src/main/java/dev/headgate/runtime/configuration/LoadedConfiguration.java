package dev.headgate.runtime.configuration;

import dev.headgate.core.identity.Redactor;
import dev.headgate.core.identity.Secret;
import java.util.ArrayList;
import java.util.List;

/**
 * A configuration that was read and is valid.
 *
 * @param configuration the settings
 * @param effective every setting with its origin, for printing
 * @param warnings what looks like a mistake but need not be one
 */
public record LoadedConfiguration(
    Configuration configuration, EffectiveConfiguration effective, List<String> warnings) {

  public LoadedConfiguration {
    warnings = List.copyOf(warnings);
  }

  /** A redactor that knows every secret of this configuration. */
  public Redactor redactor() {
    List<Secret> secrets = new ArrayList<>(configuration.access().apiKeys().values());
    Secret token = configuration.github().token();
    Secret admin = configuration.access().adminToken();
    if (token != null) {
      secrets.add(token);
    }
    if (admin != null) {
      secrets.add(admin);
    }
    return Redactor.knowing(secrets);
  }
}
