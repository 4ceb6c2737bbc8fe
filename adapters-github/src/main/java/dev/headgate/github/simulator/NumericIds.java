package dev.headgate.github.simulator;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Knows the numeric form of paths that were served: {@code /repositories/ID}, {@code /user/ID},
 * {@code /organizations/ID}. GitHub uses it in Link and Location headers.
 */
final class NumericIds {
  private static final int MOST = 100_000;

  private final Map<String, String> named = new ConcurrentHashMap<>();

  String repository(RepositoryName name) {
    return remember("/repositories/" + name.id(), name.path());
  }

  String user(String login) {
    return remember("/user/" + Digests.number("user:" + login), "/users/" + login);
  }

  String organization(String login) {
    return remember("/organizations/" + Digests.number("user:" + login), "/orgs/" + login);
  }

  /** The same request under the name of what its path numbers. */
  Incoming named(Incoming request) {
    String path = request.path();
    int second = path.indexOf('/', 1);
    if (second < 0) {
      return request;
    }
    int third = path.indexOf('/', second + 1);
    String numeric = third < 0 ? path : path.substring(0, third);
    String name = named.get(numeric);
    return name == null ? request : request.at(name + path.substring(numeric.length()));
  }

  private String remember(String numeric, String name) {
    if (named.size() < MOST) {
      named.put(numeric, name);
    }
    return numeric;
  }
}
