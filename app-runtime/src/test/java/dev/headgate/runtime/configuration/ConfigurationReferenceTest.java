package dev.headgate.runtime.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ConfigurationReferenceTest {
  private static final Path PAGE = Path.of("..", "docs", "configuration.md");
  private static final String WRITE = "headgate.docs.write";
  private static final String HOW =
      "./mvnw test -pl app-runtime -am -Dtest=ConfigurationReferenceTest"
          + " -Dsurefire.failIfNoSpecifiedTests=false -D"
          + WRITE
          + "=true";

  @Test
  void thePageSaysWhatTheRegistrySays() throws IOException {
    String page = Files.readString(PAGE);
    String current = ConfigurationReference.regenerated(page);
    if (Boolean.getBoolean(WRITE)) {
      Files.writeString(PAGE, current);
      page = Files.readString(PAGE);
    }
    assertThat(page)
        .as("docs/configuration.md differs from the settings; write it anew with: %s", HOW)
        .isEqualTo(current);
  }

  @Test
  void thePageTellsHowItIsWritten() throws IOException {
    assertThat(Files.readString(PAGE)).contains(HOW);
  }

  @Test
  void everySettingHasARow() {
    String settings = ConfigurationReference.settings();
    assertThat(settings.lines())
        .hasSize(2 + Settings.ALL.size() + ConfigurationFile.BY_PATH.size() + 3);
    for (Setting<?> setting : Settings.ALL) {
      assertThat(settings).contains("\n| `" + setting.environmentName() + "` |");
    }
  }

  @Test
  void barsInsideACellDoNotEndIt() {
    assertThat(ConfigurationReference.settings())
        .contains("| revalidate \\| max-age \\| webhook |");
  }

  @Test
  void textAroundTheGeneratedPartsStays() {
    String page =
        """
        before
        <!-- generated: settings -->
        old
        <!-- end: settings -->
        between
        <!-- generated: presets -->
        <!-- end: presets -->
        after
        """;
    assertThat(ConfigurationReference.regenerated(page))
        .startsWith("before\n<!-- generated: settings -->\n| environment |")
        .contains("<!-- end: settings -->\nbetween\n<!-- generated: presets -->\n| setting |")
        .endsWith("<!-- end: presets -->\nafter\n")
        .doesNotContain("old\n");
  }

  @Test
  void refusesAPageWithoutThePlaceForThem() {
    assertThatThrownBy(() -> ConfigurationReference.regenerated("nothing"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("page: no part settings (expected: <!-- generated: settings -->");
  }
}
