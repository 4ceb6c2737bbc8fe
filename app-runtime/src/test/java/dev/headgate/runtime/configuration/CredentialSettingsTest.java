package dev.headgate.runtime.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headgate.core.identity.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CredentialSettingsTest {
  private static final String PEM = Samples.pem();

  @TempDir private Path folder;

  @Test
  void theFileNamesInstallationsByTheirOwners() throws IOException {
    CredentialSettings settings =
        load(
            """
            github:
              app-id: 12
              installations: [{id: 1, owners: [acme, Umbrella]}, {id: 22, owners: octo}]
            """,
            Map.of("GITHUB_PRIVATE_KEY", PEM));

    assertThat(settings.appId()).isEqualTo("12");
    assertThat(settings.installations())
        .containsExactly(
            new NamedInstallation(1, List.of("Umbrella", "acme")),
            new NamedInstallation(22, List.of("octo")));
  }

  @Test
  void theKeyMayLieInAFile() throws IOException {
    Path key = Files.writeString(folder.resolve("app.pem"), PEM);

    CredentialSettings settings =
        load("", Map.of("GITHUB_APP_ID", "12", "GITHUB_PRIVATE_KEY_FILE", key.toString()));

    assertThat(settings.privateKey()).isEqualTo(Secret.of(PEM));
    assertThat(settings.toString()).doesNotContain("PRIVATE KEY");
  }

  @Test
  void everyMistakeIsToldWithWhatToDo() {
    refused(
        "",
        Map.of("GITHUB_APP_ID", "12"),
        "github.private-key (expected: set beside GITHUB_APP_ID); set GITHUB_PRIVATE_KEY or");
    refused("", Map.of("GITHUB_PRIVATE_KEY", PEM), "github.app-id (expected: set beside the App's");
    refused("", Map.of("GITHUB_INSTALLATION_ID", "7"), "github.app-id (expected: set beside the");
    refused(
        "github: {installations: [{id: 7, owners: [acme]}]}",
        Map.of(),
        "github.app-id (expected: set beside");
    refused(
        "",
        Map.of("GITHUB_APP_ID", "12", "GITHUB_PRIVATE_KEY", "/etc/app.pem"),
        "github.private-key: no PEM; it begins with -----BEGIN");
    refused(
        "",
        Map.of("GITHUB_APP_ID", "12", "GITHUB_PRIVATE_KEY_FILE", "/no/such/app.pem"),
        "GITHUB_PRIVATE_KEY_FILE: /no/such/app.pem (expected: a readable file");
    refused(
        "", Map.of("GITHUB_INSTALLATION_ID", "0"), "GITHUB_INSTALLATION_ID: 0 (expected: a who");
    refused("", Map.of("CREDENTIALS_KEY", "c2hvcnQ="), "CREDENTIALS_KEY: **** (expected: 32 bytes");
  }

  @Test
  void installationsAreReadOneByOneWithAllTheirMistakes() {
    Map<String, String> app = Map.of("GITHUB_APP_ID", "12", "GITHUB_PRIVATE_KEY", PEM);
    refused(
        "github: {installations: [{id: x, owners: [acme]}]}",
        app,
        "github.installations[0].id: x (expected: a whole number, at least 1)");
    refused(
        "github: {installations: [{id: 1, owners: [acme]}, {id: 2, owners: [ACME]}]}",
        app,
        "github.installations[1].owners: ACME (expected: each account once)");
    refused(
        "github: {installations: [{id: 1, owners: [a/b]}]}",
        app,
        "github.installations[0].owners: a/b (expected: GitHub logins)");
    refused(
        "github: {installations: [{id: 1}]}",
        app,
        "github.installations[0].owners (expected: a list");
    refused(
        "github: {installations: [{id: 1, owner: acme}]}",
        app,
        "github.installations[0].owner (expected: id or owners)");
    refused(
        "github: {installations: {id: 1}}",
        app,
        "github.installations (expected: a list); write -");
  }

  private CredentialSettings load(String yaml, Map<String, String> environment) throws IOException {
    Path file = Files.writeString(folder.resolve("headgate.yaml"), yaml);
    return ConfigurationLoader.load(environment, file).configuration().credentials();
  }

  private void refused(String yaml, Map<String, String> environment, String mistake) {
    assertThatThrownBy(() -> load(yaml, environment))
        .isInstanceOf(InvalidConfiguration.class)
        .hasMessageContaining(mistake)
        .satisfies(thrown -> assertThat(thrown.getMessage()).doesNotContain("MII"));
  }
}
