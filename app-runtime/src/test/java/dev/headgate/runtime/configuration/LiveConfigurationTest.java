package dev.headgate.runtime.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveConfigurationTest {
  @TempDir Path directory;

  private static LiveConfiguration of(Map<String, String> environment) {
    return new LiveConfiguration(ConfigurationLoader.load(environment, null));
  }

  @Test
  void whatIsChangedIsStrongerThanTheEnvironmentAndGoesBackToIt() {
    LiveConfiguration live = of(Map.of("REQUEST_TIMEOUT", "20s"));
    live.override(Map.of("request-timeout", "7s"));
    assertThat(live.now().timeouts().request()).isEqualTo(Duration.ofSeconds(7));
    assertThat(live.effective().entry("request-timeout").orElseThrow())
        .isEqualTo(new EffectiveConfiguration.Entry("request-timeout", "7s", "run time"));
    live.override(Map.of());
    assertThat(live.effective().entry("request-timeout").orElseThrow().kind())
        .isEqualTo("environment");
  }

  @Test
  void aMistakeChangesNothingAndTellsNobody() {
    LiveConfiguration live = of(Map.of());
    List<Configuration> told = new ArrayList<>();
    live.follow(told::add);
    assertThatThrownBy(() -> live.override(Map.of("max-retries", "many", "request-timeout", "0s")))
        .isInstanceOfSatisfying(
            InvalidConfiguration.class,
            invalid ->
                assertThat(invalid.mistakes())
                    .extracting(Mistake::mend)
                    .containsExactly("correct it in the change", "correct it in the change"));
    assertThat(told).isEmpty();
    assertThat(live.runTime()).isEmpty();
    live.override(Map.of("max-retries", "4"));
    live.override(Map.of("max-retries", "4"));
    assertThat(told).containsExactly(live.now());
  }

  @Test
  void aDerivedFigureIsMadeOncePerChange() {
    LiveConfiguration live = of(Map.of());
    List<Configuration> made = new ArrayList<>();
    Supplier<Integer> retries =
        live.derived(configuration -> {
          made.add(configuration);
          return configuration.retry().maxRetries();
        });
    assertThat(List.of(retries.get(), retries.get())).containsExactly(3, 3);
    live.override(Map.of("max-retries", "4"));
    assertThat(List.of(retries.get(), retries.get())).containsExactly(4, 4);
    assertThat(made).hasSize(2);
  }

  @Test
  void aFileReadAgainBringsWhatIsLiveAndNamesTheRest() throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("a.yaml"), "server: {port: 1000}\nrequest-timeout: 10s\n");
    LiveConfiguration live = new LiveConfiguration(ConfigurationLoader.load(Map.of(), file));
    live.override(Map.of("max-retries", "1"));
    Files.writeString(
        file,
        """
        server: {port: 2000, host: 127.0.0.2}
        max-retries: 9
        request-timeout-by-path: {"/a/**": 3s}
        jobs: {templates: [{name: mine, image: alpine}]}
        """);
    assertThat(live.reload())
        .extracting(EffectiveConfiguration.Change::told)
        .containsExactly("10s → 30s", "nothing → 3s");
    assertThat(live.waiting()).containsExactly("jobs.templates", "server.host", "server.port");
    assertThat(live.now().server().port()).isEqualTo(1000);
    assertThat(live.now().timeouts().requestTo("/a/b")).isEqualTo(Duration.ofSeconds(3));
    assertThat(live.now().retry().maxRetries()).as("changed at run time").isEqualTo(1);
    live.override(Map.of());
    assertThat(live.now().retry().maxRetries()).as("as in the file").isEqualTo(9);
    Files.writeString(file, "server: {port: 1000}\n");
    live.reload();
    assertThat(live.waiting()).isEmpty();
  }

  @Test
  void aFileThatASecondRuleRefusesChangesNothing() throws IOException {
    Path file = Files.writeString(directory.resolve("a.yaml"), "retry: {base-delay: 1s}\n");
    LiveConfiguration live = new LiveConfiguration(ConfigurationLoader.load(Map.of(), file));
    Configuration before = live.now();
    Files.writeString(file, "retry: {base-delay: 10s}\nserver: {prot: 1}\n");
    assertThatThrownBy(live::reload)
        .isInstanceOfSatisfying(
            InvalidConfiguration.class, invalid -> assertThat(invalid.mistakes()).hasSize(2));
    assertThat(live.now()).isSameAs(before);
    Files.delete(file);
    assertThatThrownBy(live::reload).isInstanceOf(InvalidConfiguration.class);
    assertThat(live.now()).isSameAs(before);
  }

  @Test
  void sourcesNameNoSecret() {
    LoadedConfiguration loaded =
        ConfigurationLoader.load(Map.of("HEADGATE_ADMIN_TOKEN", "very-secret-token"), null);
    assertThat(loaded.toString()).doesNotContain("very-secret-token");
    assertThat(String.valueOf(loaded.sources())).isEqualTo("sources of a configuration");
  }

  @Test
  void aFixedOneCannotBeChanged() {
    LiveConfiguration fixed = LiveConfiguration.fixed(Configuration.DEFAULTS);
    assertThat(fixed.now()).isSameAs(Configuration.DEFAULTS);
    assertThatThrownBy(() -> fixed.override(Map.of("max-retries", "1")))
        .isInstanceOf(IllegalStateException.class);
  }
}
