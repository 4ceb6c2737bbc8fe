package dev.headgate.storage.memory.credential;

import dev.headgate.core.credential.Installation;
import dev.headgate.core.credential.SealedToken;
import dev.headgate.core.credential.TokenVault;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Sealed tokens of this process. Those that have expired leave with the next that comes. */
public final class MemoryTokenVault implements TokenVault {
  private final Map<Installation, SealedToken> tokens = new ConcurrentHashMap<>();

  @Override
  public Optional<SealedToken> find(Installation installation, Instant now) {
    return Optional.ofNullable(tokens.get(installation))
        .filter(token -> now.isBefore(token.expiresAt()));
  }

  @Override
  public boolean putIfNewer(Installation installation, SealedToken token, Instant now) {
    tokens.values().removeIf(kept -> !now.isBefore(kept.expiresAt()));
    SealedToken stays =
        tokens.merge(installation, token, (kept, other) -> other.newerThan(kept) ? other : kept);
    return stays.equals(token);
  }

  @Override
  public boolean remove(Installation installation, SealedToken token) {
    return tokens.remove(installation, token);
  }

  @Override
  public void remove(Installation installation) {
    tokens.remove(installation);
  }

  @Override
  public int retain(Installation any, Set<Long> ids) {
    int before = tokens.size();
    tokens
        .keySet()
        .removeIf(kept -> kept.equals(any.withId(kept.id())) && !ids.contains(kept.id()));
    return before - tokens.size();
  }
}
