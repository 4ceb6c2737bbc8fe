package dev.headgate.runtime.configuration;

import dev.headgate.core.identity.Redactor;
import dev.headgate.core.identity.Secret;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A configuration that was read and is valid.
 *
 * @param configuration the settings
 * @param effective every setting with its origin, for printing
 * @param warnings what looks like a mistake but need not be one
 * @param sources where it was read from; null where from nowhere
 */
public record LoadedConfiguration(
    Configuration configuration,
    EffectiveConfiguration effective,
    List<String> warnings,
    @Nullable ConfigurationSources sources) {

  public LoadedConfiguration {
    warnings = List.copyOf(warnings);
  }

  /** A redactor that knows every secret of this configuration. */
  public Redactor redactor() {
    List<Secret> secrets = new ArrayList<>(configuration.access().apiKeys().values());
    configuration.credentials().keys().stream()
        .map(key -> Secret.of(Base64.getEncoder().encodeToString(key.revealBytes())))
        .forEach(secrets::add);
    Stream.of(
            configuration.github().token(),
            configuration.credentials().privateKey(),
            configuration.access().adminToken(),
            configuration.redis().password(),
            configuration.database().password())
        .filter(Objects::nonNull)
        .forEach(secrets::add);
    return Redactor.knowing(secrets);
  }
}
