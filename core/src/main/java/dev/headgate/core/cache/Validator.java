package dev.headgate.core.cache;

import dev.headgate.core.http.Headers;
import dev.headgate.core.identity.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The entity tag that GitHub computes for a body and a request: SHA-256 over the values of those of
 * Accept, Authorization and Cookie that the response varies on, each followed by a colon, and then
 * the uncompressed body; in lower-case hex.
 *
 * <p>Undocumented; worked out by the authors of github-conditional-http-transport and go-github-kit
 * and checked by both against the live service. Because it may change without notice, a body is
 * only ever revalidated this way when the tag that came with it agreed with this formula.
 */
public final class Validator {
  private static final List<String> HASHED = List.of("Accept", "Authorization", "Cookie");

  private Validator() {}

  /**
   * The opaque tag that GitHub would give that body in answer to that request.
   *
   * @param vary the field names, in lower case, that the response varies on; null where it named
   *     none, which hashes all three
   */
  public static String of(@Nullable List<String> vary, Headers request, byte[] body) {
    MessageDigest digest = Sha256.digest();
    for (String name : HASHED) {
      if (vary == null || vary.contains("*") || vary.contains(name.toLowerCase(Locale.ROOT))) {
        for (String value : request.all(name)) {
          digest.update(value.getBytes(StandardCharsets.UTF_8));
          digest.update((byte) ':');
        }
      }
    }
    return HexFormat.of().formatHex(digest.digest(body));
  }

  /** The bytes of an empty JSON list, whose tag is worth guessing: many lists are empty. */
  static byte[] emptyList() {
    return new byte[] {'[', ']'};
  }

  /** Plain SHA-256 of a body in lower-case hex: what a representation is known by. */
  public static String digest(byte[] body) {
    return HexFormat.of().formatHex(Sha256.digest().digest(body));
  }

  /** The tokens of all Vary lines in lower case; null where there is no such line. */
  public static @Nullable List<String> vary(Headers response) {
    List<String> lines = response.all("Vary");
    if (lines.isEmpty()) {
      return null;
    }
    List<String> tokens = new ArrayList<>();
    for (String line : lines) {
      for (String token : line.split(",", -1)) {
        String lower = token.strip().toLowerCase(Locale.ROOT);
        if (!lower.isEmpty() && !tokens.contains(lower)) {
          tokens.add(lower);
        }
      }
    }
    return List.copyOf(tokens);
  }

  /** Whether an opaque tag has the form of this formula's results: 64 lower-case hex digits. */
  public static boolean shaped(String opaque) {
    if (opaque.length() != 64) {
      return false;
    }
    for (int i = 0; i < 64; i++) {
      char c = opaque.charAt(i);
      if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
        return false;
      }
    }
    return true;
  }
}
