package dev.headgate.github.simulator;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Who may see which private repository. Safe for many threads. */
final class Access {
  private static final int MOST = 100_000;

  private final Map<String, Set<String>> granted = new ConcurrentHashMap<>();

  /** Replaces the principals that may see a repository. */
  void grant(String fullName, Set<String> principals) {
    if (granted.size() >= MOST && !granted.containsKey(fullName)) {
      throw new IllegalStateException("access: full (expected: at most " + MOST + ")");
    }
    granted.put(fullName, Set.copyOf(principals));
  }

  boolean sees(Principal principal, RepositoryName repository) {
    return !repository.isPrivate()
        || granted.getOrDefault(repository.full(), Set.of()).contains(principal.name());
  }

  void reset() {
    granted.clear();
  }
}
