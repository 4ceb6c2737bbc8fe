package dev.headgate.core.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathGlobTest {

  @ParameterizedTest
  @CsvSource({
    "/, /, true",
    "/**, /, true",
    "/**, /a/b/c, true",
    "/events, /events, true",
    "/events, /events/, false",
    "/repos/**, /repos, true",
    "/repos/**, /repos/a/b, true",
    "/repos/**, /reposx/a, false",
    "/repos/*/hello, /repos/octo/hello, true",
    "/repos/*/hello, /repos/octo/x/hello, false",
    "/repos/*/*-api, /repos/octo/the-api, true",
    "/repos/*/*-api, /repos/octo/the-apis, false",
    "/**/zip/**, /repos/o/r/zip/main, true",
    "/**/zip/**, /repos/o/r/zipped/main, false",
    "/a/**/b/**/c, /a/b/x/b/c, true",
    "/a/**/b/**/c, /a/x/c/b, false",
    "/Repos/ACME/**, /repos/acme/hello, true",
    "/a%2Fb, /a%2fb, true",
    "/[, /{, false",
  })
  void matchesWhatIsMeant(String pattern, String path, boolean matches) {
    assertThat(new PathGlob(pattern).matches(path)).isEqualTo(matches);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "events", "*", "/a**", "/**a", "/a/***"})
  void refusesWhatCannotBeMeant(String pattern) {
    assertThatThrownBy(() -> new PathGlob(pattern))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("path: " + pattern + " (expected: ");
  }

  /** Few letters and short segments, so that half of the pairs nearly match. */
  @Test
  void agreesWithTheDefinitionOnRandomPairs() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    int matching = 0;
    for (int i = 0; i < 200_000; i++) {
      String pattern = randomPath(random, true);
      String path = randomPath(random, false);
      boolean meant = segments(split(pattern), split(path));
      matching += meant ? 1 : 0;
      assertThat(new PathGlob(pattern).matches(path))
          .as("%s on %s (seed %d)", pattern, path, seed)
          .isEqualTo(meant);
    }
    assertThat(matching).isGreaterThan(10_000);
  }

  @Test
  void takesNoLongForAPathMadeToHurt() {
    String hurting = "/" + "a".repeat(30_000);
    assertThat(new PathGlob("/**/" + "*a".repeat(100) + "*b").matches(hurting)).isFalse();
  }

  private static String randomPath(Random random, boolean pattern) {
    StringBuilder path = new StringBuilder();
    int segments = 1 + random.nextInt(5);
    for (int i = 0; i < segments; i++) {
      path.append('/');
      if (pattern && random.nextInt(4) == 0) {
        path.append("**");
        continue;
      }
      int length = random.nextInt(4);
      boolean star = false;
      for (int j = 0; j < length; j++) {
        star = pattern && !star && random.nextInt(3) == 0;
        path.append(star ? '*' : (char) ('a' + random.nextInt(2)));
      }
    }
    return path.toString();
  }

  private static List<String> split(String path) {
    return List.of(path.substring(1).split("/", -1));
  }

  /** The definition itself, without any thought of speed. */
  private static boolean segments(List<String> pattern, List<String> path) {
    if (pattern.isEmpty()) {
      return path.isEmpty();
    }
    List<String> rest = pattern.subList(1, pattern.size());
    if (pattern.get(0).equals("**")) {
      for (int skipped = 0; skipped <= path.size(); skipped++) {
        if (segments(rest, path.subList(skipped, path.size()))) {
          return true;
        }
      }
      return false;
    }
    return !path.isEmpty()
        && letters(pattern.get(0), path.get(0))
        && segments(rest, path.subList(1, path.size()));
  }

  private static boolean letters(String pattern, String segment) {
    if (pattern.isEmpty()) {
      return segment.isEmpty();
    }
    if (pattern.charAt(0) == '*') {
      return letters(pattern.substring(1), segment)
          || (!segment.isEmpty() && letters(pattern, segment.substring(1)));
    }
    return !segment.isEmpty()
        && pattern.charAt(0) == segment.charAt(0)
        && letters(pattern.substring(1), segment.substring(1));
  }
}
