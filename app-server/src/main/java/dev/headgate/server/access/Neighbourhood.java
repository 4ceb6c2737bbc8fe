package dev.headgate.server.access;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Tells programs on this machine from web pages of elsewhere that make a browser on it send
 * requests. A page gives itself away by its origin, by what the browser says of where it stands
 * (Fetch Metadata), or by the name under which it had the browser look up this machine's address
 * (DNS rebinding): no page is known by a loopback name, or by GitHub's.
 *
 * @param hosts names, in lower case, by which this server is asked besides those of the loopback
 *     interface
 * @param origins those of pages that may ask
 */
public record Neighbourhood(Set<String> hosts, Set<String> origins) {
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "::1", "[::1]");
  private static final Pattern LOOPBACK_ADDRESS = Pattern.compile("127(\\.\\d{1,3}){3}");
  private static final String GITHUB = "api.github.com";

  /** Copies both. */
  public Neighbourhood {
    hosts = Set.copyOf(hosts);
    origins = Set.copyOf(origins);
  }

  /**
   * Whether a page of elsewhere is behind a request.
   *
   * @param url scheme and authority that it was sent to; looked at only where there is an origin
   * @param host the authority's host
   * @param origin its Origin field
   * @param site its Sec-Fetch-Site field
   */
  public boolean foreign(
      String url, @Nullable String host, @Nullable String origin, @Nullable String site) {
    if (origin != null) {
      return !origin.equals(url) && !origins.contains("*") && !origins.contains(origin);
    }
    if (site != null && !List.of("same-origin", "none").contains(site)) {
      return true;
    }
    String name = host == null ? "" : host.toLowerCase(Locale.ROOT);
    return !LOOPBACK.contains(name)
        && !name.endsWith(".localhost")
        && !name.equals(GITHUB)
        && !hosts.contains(name)
        && !LOOPBACK_ADDRESS.matcher(name).matches();
  }
}
