package dev.headgate.github.simulator;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A request as it arrived, for tests that look at every byte.
 *
 * @param target raw path and query
 * @param headers lines in the order of arrival; credentials are replaced by {@code sha256:} and the
 *     base64 digest of the token
 * @param bodySha256 lowercase hex, of the empty string if there was no body
 * @param principal the login, {@code installation-ID}, client id or address it counted for; empty
 *     if its credential was bad
 */
public record RecordedRequest(
    String method,
    String target,
    List<Map.Entry<String, String>> headers,
    String bodySha256,
    long bodyLength,
    String principal) {

  public RecordedRequest {
    headers = List.copyOf(headers);
  }

  /** The first value of a header. */
  public Optional<String> header(String name) {
    return headers.stream()
        .filter(header -> header.getKey().equalsIgnoreCase(name))
        .map(Map.Entry::getValue)
        .findFirst();
  }
}
