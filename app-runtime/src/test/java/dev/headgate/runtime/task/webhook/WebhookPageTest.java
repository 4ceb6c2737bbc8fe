package dev.headgate.runtime.task.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.core.webhook.InvalidationMap;
import dev.headgate.core.webhook.WatchedPaths;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The tables of docs/webhooks.md say what the code does. */
class WebhookPageTest {
  private static final Path PAGE = Path.of("..", "docs", "webhooks.md");

  private static final String MAP_HEAD = "| event | forgotten |\n|---|---|\n";
  private static final String PATHS_HEAD =
      "| paths below a repository | events, all of them |\n|---|---|\n";

  @Test
  void itsTablesAreThoseOfTheCode() throws IOException {
    String page = Files.readString(PAGE);
    String expected = with(with(page, "map", map()), "paths", paths());
    if (Boolean.getBoolean("headgate.docs.write")) {
      Files.writeString(PAGE, expected);
    } else {
      assertThat(page)
          .as("docs/webhooks.md; run this test with -Dheadgate.docs.write=true")
          .isEqualTo(expected);
    }
  }

  private static String map() {
    return InvalidationMap.described().entrySet().stream()
        .map(row -> "| `%s` | %s |\n".formatted(row.getKey(), row.getValue()))
        .collect(Collectors.joining("", MAP_HEAD, ""));
  }

  private static String paths() {
    return WatchedPaths.described().entrySet().stream()
        .map(row ->
            "| %s | %s |\n"
                .formatted(
                    row.getKey().startsWith("/")
                        ? "`" + row.getKey().replace(", ", "`, `") + "`"
                        : row.getKey(),
                    String.join(", ", row.getValue())))
        .collect(Collectors.joining("", PATHS_HEAD, ""));
  }

  private static String with(String page, String mark, String table) {
    String begin = "<!-- %s -->\n".formatted(mark);
    String end = "<!-- /%s -->".formatted(mark);
    int from = page.indexOf(begin) + begin.length();
    return page.substring(0, from) + "\n" + table + "\n" + page.substring(page.indexOf(end));
  }
}
