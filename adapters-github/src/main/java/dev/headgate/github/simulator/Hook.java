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
 */
public record Hook(URI url, String secret, Set<String> events) {
  public Hook {
    Objects.requireNonNull(secret, "secret");
    events = Set.copyOf(events);
    String scheme = Objects.requireNonNullElse(url.getScheme(), "");
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw new IllegalArgumentException("url: " + url + " (expected: http:// or https://)");
    }
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
