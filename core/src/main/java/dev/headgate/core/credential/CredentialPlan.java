package dev.headgate.core.credential;

import dev.headgate.core.identity.Secret;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which credentials the gateway has of its own.
 *
 * @param app any installation of the App, for its host and name; null where there is no App
 * @param owners installations by the login of the account whose requests they serve
 * @param fallback the installation for everything else; null where there is none
 * @param token what serves where no installation does; null where there is none
 */
public record CredentialPlan(
    @Nullable Installation app,
    Map<String, Long> owners,
    @Nullable Long fallback,
    @Nullable Secret token) {
  /** Nothing is lent. */
  public static final CredentialPlan NONE = new CredentialPlan(null, Map.of(), null, null);

  /** Logins are compared in lower case. */
  public CredentialPlan {
    owners =
        owners.entrySet().stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    entry -> entry.getKey().toLowerCase(Locale.ROOT), Map.Entry::getValue));
    if (app == null && (fallback != null || !owners.isEmpty())) {
      throw new IllegalArgumentException("app: none (expected: the App of these installations)");
    }
  }

  /** Whether GitHub is asked where the App is installed: no installation is named for the rest. */
  boolean looksUp() {
    return app != null && fallback == null;
  }

  /** The installation for requests that name no account: the fallback, or the only one there is. */
  @Nullable Long unaddressed() {
    Set<Long> named = installations();
    return fallback != null ? fallback : named.size() == 1 ? named.iterator().next() : null;
  }

  /** All installations that are named. */
  Set<Long> installations() {
    Set<Long> all = new LinkedHashSet<>(owners.values());
    if (fallback != null) {
      all.add(fallback);
    }
    return all;
  }
}
