package dev.headgate.core.link;

import java.net.URI;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The URL under which a GitHub REST API answers, GitHub's own or a mirror of it, in normal form: a
 * lower-case scheme and host, no default port, a path prefix without a trailing slash.
 *
 * <p>The characters of all parts are those that need no escape in JSON or in a header field, so
 * that a base made from a client's {@code Host} field cannot carry anything else along.
 *
 * @param scheme {@code http} or {@code https}
 * @param authority host and, if it is not the scheme's default, port; at most 255 characters
 * @param path empty, or a prefix such as {@code /api/v3}; at most 255 characters
 * @see <a href="https://www.rfc-editor.org/rfc/rfc3986#section-6.2">RFC 3986, section 6.2</a>
 */
public record ApiBase(String scheme, String authority, String path) {

  private static final int MAX_LENGTH = 255;
  private static final Pattern AUTHORITY =
      Pattern.compile("([a-z0-9][a-z0-9._-]*|\\[[0-9a-f:.]+\\])(:[0-9]{1,5})?");
  private static final Pattern PATH = Pattern.compile("(/[A-Za-z0-9._~!$&()*+,;=:@%-]+)*");

  /**
   * Brings the parts into normal form and checks them.
   *
   * @throws IllegalArgumentException if a part is not what its description says
   */
  public ApiBase {
    scheme = scheme.toLowerCase(Locale.ROOT);
    require(scheme.equals("http") || scheme.equals("https"), "scheme", scheme, "http or https");
    authority = normalAuthority(scheme, authority);
    path = withoutTrailingSlashes(path);
    require(
        path.length() <= MAX_LENGTH && PATH.matcher(path).matches(),
        "path",
        path,
        "empty or /segment/segment in URL characters, at most 255");
  }

  /**
   * The base that an absolute URL names, such as {@code https://ghes.example/api/v3}.
   *
   * @throws IllegalArgumentException if the URL is not an absolute http or https URL, or carries
   *     user information, a query or a fragment
   */
  public static ApiBase of(URI url) {
    boolean absolute = url.getScheme() != null && url.getRawAuthority() != null;
    boolean bare = url.getRawQuery() == null && url.getRawFragment() == null;
    // The URL is not repeated: user information in it may be a secret.
    if (!absolute || !bare || url.getRawAuthority().indexOf('@') >= 0) {
      throw new IllegalArgumentException(
          "url: (expected: scheme://host[:port][/path] without user, query or fragment)");
    }
    return new ApiBase(url.getScheme(), url.getRawAuthority(), url.getRawPath());
  }

  /** The base as a URL, without a trailing slash. */
  @Override
  public String toString() {
    return origin() + path;
  }

  /** Scheme and authority, as in {@code https://ghes.example:8443}. */
  String origin() {
    return scheme + "://" + authority;
  }

  /** Whether the authority leaves its port to the scheme. */
  boolean hasDefaultPort() {
    return authority.lastIndexOf(':') <= authority.lastIndexOf(']');
  }

  /** The port that the scheme implies, with its colon. */
  String defaultPort() {
    return defaultPort(scheme);
  }

  private static String defaultPort(String scheme) {
    return scheme.equals("https") ? ":443" : ":80";
  }

  private static String normalAuthority(String scheme, String authority) {
    String lower = authority.toLowerCase(Locale.ROOT);
    require(
        lower.length() <= MAX_LENGTH && AUTHORITY.matcher(lower).matches(),
        "authority",
        lower,
        "host[:port], at most 255 characters");
    return lower.endsWith(defaultPort(scheme)) && !lower.endsWith("]")
        ? lower.substring(0, lower.length() - defaultPort(scheme).length())
        : lower;
  }

  private static String withoutTrailingSlashes(String path) {
    int end = path.length();
    while (end > 0 && path.charAt(end - 1) == '/') {
      end--;
    }
    return path.substring(0, end);
  }

  private static void require(boolean holds, String name, String value, String rule) {
    if (!holds) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: " + rule + ")");
    }
  }
}
