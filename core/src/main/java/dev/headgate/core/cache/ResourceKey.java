package dev.headgate.core.cache;

import dev.headgate.core.http.Headers;
import dev.headgate.core.http.Target;

/**
 * What one cached resource is known by: the exact URL, the representation asked for, and GitHub's
 * API version, which selects a form of the body although it is not named in Vary.
 *
 * @param target path and query, byte for byte
 * @param accept the representation's key: one for all equivalent JSON media types
 * @param apiVersion the X-GitHub-Api-Version that was asked for, or empty
 */
public record ResourceKey(String target, String accept, String apiVersion) {
  /** The key of a request for that target. */
  public static ResourceKey of(Target target, Headers request) {
    String version = request.value("X-GitHub-Api-Version");
    return new ResourceKey(
        target.toString(),
        AcceptKey.of(request.joined("Accept")),
        version == null ? "" : version.strip());
  }

  /** Whether the JSON form is asked for. */
  public boolean json() {
    return accept.equals(AcceptKey.JSON);
  }

  /** The path without the query. */
  public String path() {
    int question = target.indexOf('?');
    return question < 0 ? target : target.substring(0, question);
  }
}
