package dev.headgate.github.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A request as it arrived.
 *
 * @param path the raw path, never decoded
 * @param query the raw query without the question mark, empty if there is none
 * @param origin scheme and authority that the client used
 * @param body what was kept of the body: all of it, except for uploads, which are only measured
 * @param prefix {@code /api/v3} when the client used that alias, else empty; not part of the path
 */
record Incoming(
    String method,
    String path,
    String query,
    String origin,
    String prefix,
    List<Header> headers,
    ByteBody body,
    String bodySha256,
    long bodyLength,
    String remote) {
  private static final Pattern NUMBER = Pattern.compile("\\s*([+-]?\\d{1,9})(?!\\d)");

  Incoming {
    headers = List.copyOf(headers);
  }

  /** What API URLs in this request's answer start with. */
  String base() {
    return origin + prefix;
  }

  boolean is(String other) {
    return method.equals(other);
  }

  boolean isRead() {
    return is("GET") || is("HEAD");
  }

  boolean isSafe() {
    return isRead() || is("OPTIONS");
  }

  Optional<String> header(String name) {
    return values(name).findFirst();
  }

  Stream<String> values(String name) {
    return headers.stream().filter(h -> h.name().equalsIgnoreCase(name)).map(Header::value);
  }

  String accept() {
    return header("Accept").orElse("");
  }

  /** Whether the client asks for a GitHub media type with this parameter, such as raw or html. */
  boolean wants(String parameter) {
    return Stream.of(accept().split(",", -1))
        .map(type -> type.strip().toLowerCase(Locale.ROOT))
        .filter(type -> type.startsWith("application/vnd.github"))
        .map(type -> type.replaceFirst("[+;].*", ""))
        .anyMatch(type -> type.endsWith("." + parameter));
  }

  /** The path's segments, percent-decoded. */
  List<String> segments() {
    List<String> decoded = new ArrayList<>();
    for (String segment : path.substring(1).split("/", -1)) {
      decoded.add(decode(segment.replace("+", "%2B")));
    }
    return decoded;
  }

  /** A query parameter, decoded. */
  Optional<String> parameter(String name) {
    return Stream.of(query.split("&", -1))
        .map(pair -> pair.split("=", 2))
        .filter(pair -> decode(pair[0]).equals(name))
        .map(pair -> pair.length == 1 ? "" : decode(pair[1]))
        .findFirst();
  }

  /** A whole number in the query, or what begins with one; others become the fallback. */
  int number(String name, int fallback) {
    return parameter(name)
        .map(NUMBER::matcher)
        .filter(Matcher::lookingAt)
        .map(number -> Integer.parseInt(number.group(1)))
        .orElse(fallback);
  }

  Incoming at(String otherPath) {
    return new Incoming(
        method, otherPath, query, origin, prefix, headers, body, bodySha256, bodyLength, remote);
  }

  Incoming withBody(ByteBody kept, String sha256, long length) {
    return new Incoming(method, path, query, origin, prefix, headers, kept, sha256, length, remote);
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, UTF_8);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }
}
