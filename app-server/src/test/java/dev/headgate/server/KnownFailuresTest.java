package dev.headgate.server;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page that names a test for each known failure tells the truth about their names. */
class KnownFailuresTest {
  private static final Pattern NAMED = Pattern.compile("`([A-Z]\\w+)\\.([a-z]\\w+)`");

  @Test
  void everyTestThatThePageNamesExists() throws IOException {
    Path root = root();
    String page = Files.readString(root.resolve("docs/known-failures.md"));
    List<String> sources = sources(root);
    List<MatchResult> named = NAMED.matcher(page).results().toList();

    assertThat(named).hasSizeGreaterThan(60);
    assertThat(named)
        .allSatisfy(test ->
            assertThat(sources)
                .as("%s.%s", test.group(1), test.group(2))
                .anyMatch(source ->
                    source.matches("(?s).*(class|interface) " + test.group(1) + "\\b.*")
                        && source.contains("void " + test.group(2) + "(")));
  }

  private static Path root() {
    Path here = Path.of("").toAbsolutePath();
    while (!Files.exists(here.resolve("docs/known-failures.md"))) {
      here = requireNonNull(here.getParent(), "docs");
    }
    return here;
  }

  private static List<String> sources(Path root) throws IOException {
    try (Stream<Path> modules = Files.list(root)) {
      return modules
          .map(module -> module.resolve("src/test/java"))
          .filter(Files::isDirectory)
          .flatMap(KnownFailuresTest::tests)
          .toList();
    }
  }

  private static Stream<String> tests(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      return files
          .filter(file -> file.toString().matches(".*(Test|Contract)\\.java"))
          .map(KnownFailuresTest::read)
          .toList()
          .stream();
    } catch (IOException broken) {
      throw new IllegalStateException(directory.toString(), broken);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException broken) {
      throw new IllegalStateException(file.toString(), broken);
    }
  }
}
