package dev.headgate.server.mirror;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the mirror presents itself and whom it lets in.
 *
 * @param apiUrl GitHub's API, as it stands in GitHub's own links
 * @param mirrorUrl what links are rewritten to; null for wherever the client found the mirror
 * @param users the logins that are let in; empty for everybody
 * @param longestWait how long a request may wait for GitHub's limits
 */
public record MirrorSettings(
    URI apiUrl, @Nullable URI mirrorUrl, List<String> users, Duration longestWait) {
  /** Copies the logins. */
  public MirrorSettings {
    users = List.copyOf(users);
  }
}
