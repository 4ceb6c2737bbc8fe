package dev.headgate.runtime.configuration;

import dev.headgate.core.identity.Secret;
import dev.headgate.github.app.AppKey;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rules that span the settings of the GitHub App. */
final class CredentialRules {
  private static final String RULE = " (expected: ";

  private final SettingValues values;
  private final List<Mistake> mistakes = new ArrayList<>();

  private CredentialRules(SettingValues values) {
    this.values = values;
  }

  static List<Mistake> broken(SettingValues values, List<NamedInstallation> installations) {
    CredentialRules rules = new CredentialRules(values);
    @Nullable Secret key = values.find(CredentialSettings.PRIVATE_KEY);
    @Nullable Secret file = values.find(CredentialSettings.PRIVATE_KEY_FILE);
    rules.keyIsGivenOnce(key, file);
    rules.keyIsReadable(CredentialSettings.PRIVATE_KEY, key);
    rules.keyIsReadable(CredentialSettings.PRIVATE_KEY_FILE, file);
    rules.appIsWhole(key == null ? file : key, installations);
    return rules.mistakes;
  }

  private void keyIsGivenOnce(@Nullable Secret key, @Nullable Secret file) {
    if (key != null && file != null) {
      refuse(
          CredentialSettings.PRIVATE_KEY_FILE,
          "not set beside GITHUB_PRIVATE_KEY",
          "remove one of the two");
    }
  }

  private void keyIsReadable(Setting<Secret> setting, @Nullable Secret key) {
    if (key == null) {
      return;
    }
    try {
      var _ = AppKey.of(key);
    } catch (IllegalArgumentException unusable) {
      String said = String.valueOf(unusable.getMessage());
      int rule = said.indexOf(RULE);
      mistakes.add(
          new Mistake(
              setting.key(),
              said.substring(0, rule),
              said.substring(rule + RULE.length(), said.length() - 1),
              "download a new key on the App's page, or correct the text"));
    }
  }

  private void appIsWhole(@Nullable Secret key, List<NamedInstallation> installations) {
    boolean app = values.find(CredentialSettings.APP_ID) != null;
    if (app && key == null) {
      refuse(
          CredentialSettings.PRIVATE_KEY,
          "set beside GITHUB_APP_ID",
          "set GITHUB_PRIVATE_KEY or GITHUB_PRIVATE_KEY_FILE");
    }
    boolean rest =
        key != null
            || !installations.isEmpty()
            || values.find(CredentialSettings.INSTALLATION_ID) != null;
    if (!app && rest) {
      refuse(
          CredentialSettings.APP_ID,
          "set beside the App's key and its installations",
          "set GITHUB_APP_ID to the App's id or client id");
    }
  }

  private void refuse(Setting<?> setting, String rule, String mend) {
    mistakes.add(new Mistake(setting.key(), "", rule, mend));
  }
}
