package dev.headgate.core.link;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;

/**
 * Tells from a {@code Content-Type} whether a body is JSON whose links may be rewritten.
 *
 * <p>JSON is {@code application/json} and {@code application/*+json} (RFC 6839), with any
 * parameters except a {@code charset} other than UTF-8. GitHub's media types for the content of a
 * file or a comparison are not JSON even where their name ends in {@code +json}: under {@code
 * application/vnd.github.raw+json} it sends the file itself, which belongs to its author.
 *
 * @see <a href="https://docs.github.com/en/rest/repos/contents#get-repository-content">GitHub:
 *     media types of repository contents</a>
 */
public final class JsonMediaType {

  /** What nearly every answer of GitHub's is. */
  private static final String USUAL = "application/json; charset=utf-8";

  private static final String APPLICATION = "application/";
  private static final String GITHUB = "vnd.github.";
  private static final Set<String> CONTENT =
      Set.of("raw", "html", "base64", "sha", "diff", "patch");
  private static final Set<String> UTF_8 = Set.of("utf-8", "utf8", "us-ascii");

  private JsonMediaType() {}

  /** Whether a body of this content type is JSON in UTF-8. */
  public static boolean matches(String contentType) {
    if (contentType.equals(USUAL)) {
      return true;
    }
    String[] parts = contentType.toLowerCase(Locale.ROOT).split(";");
    String type = parts.length == 0 ? "" : parts[0].strip();
    return type.startsWith(APPLICATION)
        && isJson(type.substring(APPLICATION.length()))
        && Arrays.stream(parts).skip(1).allMatch(JsonMediaType::allows);
  }

  private static boolean isJson(String subtype) {
    if (subtype.equals("json")) {
      return true;
    }
    boolean suffixed = subtype.endsWith("+json") && subtype.length() > "+json".length();
    return suffixed && !isContentOfFile(subtype);
  }

  private static boolean isContentOfFile(String subtype) {
    return subtype.startsWith(GITHUB)
        && Arrays.stream(subtype.split("[.+]")).anyMatch(CONTENT::contains);
  }

  private static boolean allows(String parameter) {
    int equals = parameter.indexOf('=');
    if (equals < 0 || !parameter.substring(0, equals).strip().equals("charset")) {
      return true;
    }
    return UTF_8.contains(parameter.substring(equals + 1).replace('"', ' ').strip());
  }
}
