package dev.headgate.github.simulator;

import java.net.URI;
import java.util.Objects;
import java.util.Set;

/**
 * Where deliveries go.
 *
 * @param url an HTTP address
 * @param secret signs the payload; empty means unsigned
 * @param events the events it wants; empty means all
 * @param app whether it is the hook of an App: its deliveries are listed to the App
 */
public record Hook(URI url, String secret, Set<String> events, boolean app) {
  public Hook {
    Objects.requireNonNull(secret, "secret");
    events = Set.copyOf(events);
    String scheme = Objects.requireNonNullElse(url.getScheme(), "");
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw new IllegalArgumentException("url: " + url + " (expected: http:// or https://)");
    }
  }

  /** A repository's own hook. */
  public Hook(URI url, String secret, Set<String> events) {
    this(url, secret, events, false);
  }

  boolean wants(String event) {
    return events.isEmpty() || events.contains(event);
  }

  /** Without the secret. */
  @Override
  public String toString() {
    return "Hook[url=" + url + ", events=" + events + "]";
  }
}
