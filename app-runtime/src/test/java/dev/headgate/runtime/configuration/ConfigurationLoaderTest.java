package dev.headgate.runtime.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.headgate.core.cache.Freshness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationLoaderTest {

  @TempDir Path folder;

  private Path file(String yaml) throws IOException {
    return Files.writeString(folder.resolve("headgate.yaml"), yaml);
  }

  private static InvalidConfiguration refused(Map<String, String> environment, Path file) {
    InvalidConfiguration refused =
        catchThrowableOfType(
            InvalidConfiguration.class, () -> ConfigurationLoader.load(environment, file));
    assertThat(refused).as("refused").isNotNull();
    return refused;
  }

  private static InvalidConfiguration refused(Map<String, String> environment) {
    InvalidConfiguration refused =
        catchThrowableOfType(
            InvalidConfiguration.class, () -> ConfigurationLoader.load(environment, null));
    assertThat(refused).as("refused").isNotNull();
    return refused;
  }

  private static String origin(LoadedConfiguration loaded, String key) {
    return loaded.effective().entries().stream()
        .filter(entry -> entry.key().equals(key))
        .map(entry -> entry.value() + " # " + entry.origin())
        .findFirst()
        .orElseThrow();
  }

  @Test
  void asksTheEnvironmentThenTheFileThenThePresetThenTheDefaults() throws IOException {
    Path file =
        file(
            """
            headgate: {preset: production}
            server: {port: 9001}
            log: {format: human, level: debug}
            """);

    LoadedConfiguration loaded =
        ConfigurationLoader.load(Map.of("SERVER_PORT", "9002", "LOG_LEVEL", "trace"), file);

    assertThat(origin(loaded, "server.port")).isEqualTo("9002 # environment SERVER_PORT");
    assertThat(origin(loaded, "log.level")).isEqualTo("trace # environment LOG_LEVEL");
    assertThat(origin(loaded, "log.format")).isEqualTo("human # " + file + ":log.format");
    assertThat(origin(loaded, "server.host")).isEqualTo("0.0.0.0 # preset production");
    assertThat(origin(loaded, "request-timeout")).isEqualTo("30s # default");
    assertThat(origin(loaded, "github.token")).isEqualTo(" # not set");
    assertThat(loaded.configuration().server())
        .isEqualTo(new ServerSettings("0.0.0.0", 9002, List.of(), null, null, 10_000));
  }

  @Test
  void readsTheFileThatTheEnvironmentNamesUnlessTheOptionNamesOne() throws IOException {
    Path named = Files.writeString(folder.resolve("env.yaml"), "server.port: 1\nmax-retries: 1");
    Path option = file("max-retries: 2");
    Map<String, String> environment = Map.of("HEADGATE_CONFIG", named.toString());

    assertThat(ConfigurationLoader.load(environment, option).configuration().retry().maxRetries())
        .isEqualTo(2);
    assertThat(refused(environment).mistakes())
        .extracting(Mistake::key)
        .contains("\"server.port\"");
  }

  @Test
  void readsListsAndMapsFromTheFile() throws IOException {
    Path file =
        file(
            """
            github:
              users: [octocat, hubot]
            headgate:
              api-keys: ["a:0123456789abcdef0", "b:fedcba98765432100"]
            cors:
              allowed-origins:
                - https://one.example.com
                - https://two.example.com
            cache:
              freshness: max-age
              freshness-by-path:
                /repos/**: revalidate
                /repos/*/*/branches: max-age
            request-timeout-by-path:
              /repos/**: 60s
              "/repos/*/v1.0": 5
            """);

    Configuration loaded = ConfigurationLoader.load(Map.of(), file).configuration();

    assertThat(loaded.github().users()).containsExactly("octocat", "hubot");
    assertThat(loaded.access().apiKeys()).containsOnlyKeys("a", "b");
    assertThat(loaded.cors().allowedOrigins()).hasSize(2);
    assertThat(loaded.timeouts().requestTo("/repos/x/v1.0")).isEqualTo(Duration.ofSeconds(5));
    assertThat(loaded.timeouts().requestTo("/repos/x/y")).isEqualTo(Duration.ofSeconds(60));
    assertThat(loaded.timeouts().requestTo("/user")).isEqualTo(Duration.ofSeconds(30));
    assertThat(loaded.cache().freshnessOf("/repos/x/y")).isEqualTo(Freshness.REVALIDATE);
    assertThat(loaded.cache().freshnessOf("/repos/x/y/branches")).isEqualTo(Freshness.MAX_AGE);
    assertThat(loaded.cache().freshnessOf("/user")).isEqualTo(Freshness.MAX_AGE);
  }

  @Test
  void reportsAllMistakesAtOnceEachWithKeyValueRuleAndMend() throws IOException {
    Path file =
        file(
            """
            server: {prot: 80}
            cache:
              max-bytes: lots
              negative-ttl: 1h
              freshness-by-path: {/a: always, "*": max-age}
            request-timeout-by-path: {repos: 1s, /a: never}
            """);

    InvalidConfiguration refused =
        refused(Map.of("SERVER_PORT", "70000", "RETRY_MAX_DELAY", "1ms"), file);

    assertThat(refused.mistakes())
        .extracting(Mistake::key)
        .containsExactlyInAnyOrder(
            "server.prot",
            "SERVER_PORT",
            "cache.max-bytes",
            "cache.negative-max-ttl",
            "cache.freshness-by-path./a",
            "cache.freshness-by-path.*",
            "request-timeout-by-path.repos",
            "request-timeout-by-path./a",
            "retry.max-delay");
    assertThat(refused)
        .hasMessageContaining("configuration: 9 mistakes")
        .hasMessageContaining(
            "SERVER_PORT: 70000 (expected: a port, 0 to 65535 (0: any free one));"
                + " correct it in the environment")
        .hasMessageContaining("server.prot (expected: a known setting); did you mean server.port?")
        .hasMessageContaining("cache.max-bytes: lots (expected: a size such as 8MiB")
        .hasMessageContaining("correct it in the file " + file);
  }

  @Test
  void neverShowsASecret() throws IOException {
    Path file =
        file(
            """
            headgate:
              admin-token: "planted admin token"
              admin-tokn: planted-misspelt-1
            """);
    Map<String, String> environment =
        Map.of(
            "HEADGATE_API_KEYS", "planted key without colon",
            "GITHUB_API_URL", "https://me:planted-url@ghes.example.com");

    assertThat(refused(environment, file).getMessage())
        .doesNotContain("planted")
        .contains("headgate.admin-token: ****")
        .contains("HEADGATE_API_KEYS: ****")
        .contains("GITHUB_API_URL: https://****@ghes.example.com");
  }

  @Test
  void masksSecretsInThePrintedConfigurationAndInTheLogsRedactor() {
    LoadedConfiguration loaded =
        ConfigurationLoader.load(
            Map.of(
                "GITHUB_TOKEN", "planted-token",
                "HEADGATE_ADMIN_TOKEN", "planted-admin",
                "HEADGATE_API_KEYS", "ci:planted-key"),
            null);

    assertThat(loaded.toString() + loaded.effective().table())
        .doesNotContain("planted")
        .containsPattern("github\\.token += \\*{4} +# environment GITHUB_TOKEN");
    assertThat(loaded.redactor().redact("x planted-token planted-admin planted-key y"))
        .isEqualTo("x **** **** **** y");
  }

  @ParameterizedTest
  @ValueSource(strings = {"secret: [planted", "a: 'planted", "x: y: planted", "\tplanted: 1"})
  void namesThePlaceButNotTheTextOfBrokenYaml(String yaml) throws IOException {
    assertThat(refused(Map.of(), file(yaml)).getMessage())
        .contains("expected: YAML", "at line 1")
        .doesNotContain("planted");
  }

  @ParameterizedTest
  @ValueSource(strings = {"just words", "- a\n- b", "headgate.config: x", "github: [{id: 1}]"})
  void refusesFilesThatSayNothingItKnows(String yaml) throws IOException {
    assertThat(refused(Map.of(), file(yaml)).mistakes()).hasSize(1);
  }

  @Test
  void refusesAFileThatIsMissing() {
    Path missing = folder.resolve("missing.yaml");

    assertThat(refused(Map.of(), missing).getMessage())
        .contains("--config: " + missing + " (expected: a readable file)", "NoSuchFile");
  }

  @Test
  void acceptsAFileOfCommentsOnly() throws IOException {
    assertThat(ConfigurationLoader.load(Map.of(), file("# nothing yet\n---\n")).configuration())
        .isEqualTo(Configuration.DEFAULTS);
  }

  @Test
  void saysWhatToDoInsteadOfARetiredSetting() {
    ConfigurationFile file =
        ConfigurationFile.of("f", "old: {key: 1}", Map.of("old.key", "use new.key"));

    assertThat(file.mistakes())
        .containsExactly(new Mistake("old.key", "", "no retired setting", "use new.key"));
  }

  @Test
  void warnsAboutVariablesThatAreAlmostSettings() {
    LoadedConfiguration loaded =
        ConfigurationLoader.load(
            Map.of("GITHUB_API_ULR", "x", "GITHUB_ACTIONS", "true", "PATH", "/bin"), null);

    assertThat(loaded.warnings())
        .containsExactly("GITHUB_API_ULR: not a setting and ignored; did you mean GITHUB_API_URL?");
  }

  @Test
  void takesAnEmptyValueAsNotSet() {
    assertThat(
            ConfigurationLoader.load(Map.of("GITHUB_TOKEN", "", "SERVER_PORT", " "), null)
                .configuration())
        .isEqualTo(Configuration.DEFAULTS);
  }

  @Test
  void looksAtNothingButItsSources() {
    System.setProperty("server.port", "1");
    try {
      assertThat(ConfigurationLoader.load(Map.of(), null).configuration().server().port())
          .isEqualTo(8080);
    } finally {
      System.clearProperty("server.port");
    }
  }

  @Test
  void takesAValueAsItIsWithoutExpandingExpressions() {
    var token =
        ConfigurationLoader.load(Map.of("HEADGATE_ADMIN_TOKEN", "${HOME}\\,x"), null)
            .configuration()
            .access()
            .adminToken();

    assertThat(token).isNotNull().matches(secret -> secret.matches("${HOME}\\,x"));
  }

  @ParameterizedTest
  @CsvSource({
    "development, 127.0.0.1, HUMAN, false, 1",
    "production, 0.0.0.0, JSON, true, 1",
    "high-throughput, 0.0.0.0, JSON, true, 100"
  })
  void appliesThePreset(
      String preset, String host, LoggingSettings.Format format, boolean limited, int sample) {
    Configuration loaded =
        ConfigurationLoader.load(Map.of("HEADGATE_PRESET", preset), null).configuration();

    assertThat(loaded.server().host()).isEqualTo(host);
    assertThat(loaded.logging().format()).isEqualTo(format);
    assertThat(loaded.logging().accessSample()).isEqualTo(sample);
    assertThat(loaded.rateLimit().enabled()).isEqualTo(limited);
  }

  @ParameterizedTest
  @ValueSource(strings = {"production", "high-throughput"})
  void refusesInsecureCombinationsInProductionAndSaysWhich(String preset) {
    Map<String, String> insecure =
        Map.of(
            "CORS_ALLOWED_ORIGINS", "*",
            "GITHUB_API_URL", "http://ghes.example.com/api/v3",
            "HEADGATE_ADMIN_TOKEN", "short",
            "GITHUB_TOKEN", "some-token");
    ConfigurationLoader.load(insecure, null);

    Map<String, String> hardened = new HashMap<>(insecure);
    hardened.put("HEADGATE_PRESET", preset);

    assertThat(refused(hardened).mistakes())
        .extracting(Mistake::key)
        .containsExactlyInAnyOrder(
            "cors.allowed-origins", "github.api-url", "headgate.admin-token", "github.token");
    assertThat(refused(hardened).getMessage()).contains(preset, "HEADGATE_API_KEYS");
  }

  @Test
  void refusesShortKeysInProduction() {
    assertThat(
            refused(Map.of("HEADGATE_PRESET", "production", "HEADGATE_API_KEYS", "ci:short"))
                .getMessage())
        .contains("at least 16 characters in production", "key of ci");
  }

  @Test
  void letsProductionTalkToLoopbackInTheClear() {
    Map<String, String> environment =
        Map.of("HEADGATE_PRESET", "production", "GITHUB_API_URL", "http://127.0.0.1:9090");

    assertThat(ConfigurationLoader.load(environment, null).warnings()).isEmpty();
  }

  @Test
  void refusesABodyLargerThanTheCache() {
    List<Mistake> mistakes = refused(Map.of("CACHE_MAX_BYTES", "1MiB")).mistakes();

    assertThat(mistakes).extracting(Mistake::key).containsExactly("cache.max-body-bytes");
  }
}
