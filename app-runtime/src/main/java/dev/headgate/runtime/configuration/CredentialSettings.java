package dev.headgate.runtime.configuration;

import dev.headgate.core.identity.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The GitHub App whose installations serve callers without a credential.
 *
 * @param appId the App's id or client id; null: there is no App
 * @param privateKey its private key in PEM; null exactly where there is no App
 * @param installationId the installation for accounts that none is named for; null: GitHub is asked
 *     where the App is installed
 * @param installations the accounts that an installation is named for
 * @param keys encrypt tokens in a shared store, the first of them; the others only decrypt. Empty:
 *     a key derived from the private key does
 */
public record CredentialSettings(
    @Nullable String appId,
    @Nullable Secret privateKey,
    @Nullable Long installationId,
    List<NamedInstallation> installations,
    List<Secret> keys) {

  private static final int LARGEST = 64 * 1024;
  private static final int KEY_BYTES = 32;

  static final Setting<String> APP_ID =
      Setting.without(
          "github.app-id",
          SettingType.open("an App's id or client id", CredentialSettings::id),
          "The GitHub App whose installations serve callers without a GitHub token.");
  static final Setting<Secret> PRIVATE_KEY =
      Setting.without(
          "github.private-key",
          SettingType.secret("a private key in PEM, line breaks may be \\n", Secret::of),
          "The App's private key.");
  static final Setting<Secret> PRIVATE_KEY_FILE =
      Setting.without(
          "github.private-key-file",
          SettingType.open(
              "a readable file of at most 64KiB with a private key in PEM",
              CredentialSettings::content),
          "A file with the App's private key, instead of the key itself.");
  static final Setting<Long> INSTALLATION_ID =
      Setting.without(
          "github.installation-id",
          SettingType.open("a whole number, at least 1", CredentialSettings::number),
          "The App's installation for accounts without one of their own; by default GitHub is asked"
              + " where the App is installed.");
  static final Setting<List<Secret>> KEY =
      Setting.without(
          "credentials.key",
          SettingType.secret(
              "32 bytes in base64; several separated by ','", CredentialSettings::keys),
          "Encrypts installation tokens in a shared store: the first key; others only decrypt,"
              + " while keys are changed. By default a key derived from the App's private key.");

  /** A list in files only. */
  static final Setting<String> INSTALLATIONS =
      Setting.without(
          "github.installations",
          SettingType.open("a list of {id, owners}", text -> text),
          "Installations by the accounts whose requests they serve; a list, in a file only, of id"
              + " and owners.");

  static final List<Setting<?>> SETTINGS =
      List.of(APP_ID, PRIVATE_KEY, PRIVATE_KEY_FILE, INSTALLATION_ID, KEY);

  public static final CredentialSettings DEFAULTS = from(SettingValues.NONE, List.of());

  public CredentialSettings {
    installations = List.copyOf(installations);
    keys = List.copyOf(keys);
    if ((appId == null) != (privateKey == null)) {
      throw new IllegalArgumentException("privateKey: (expected: with an appId, and only then)");
    }
  }

  static CredentialSettings from(SettingValues values, List<NamedInstallation> installations) {
    Secret key = values.find(PRIVATE_KEY);
    List<Secret> keys = values.find(KEY);
    return new CredentialSettings(
        values.find(APP_ID),
        key == null ? values.find(PRIVATE_KEY_FILE) : key,
        values.find(INSTALLATION_ID),
        installations,
        keys == null ? List.of() : keys);
  }

  private static String id(String text) {
    if (!text.matches("[A-Za-z0-9._-]{1,64}")) {
      throw new IllegalArgumentException("malformed");
    }
    return text;
  }

  static long number(String text) {
    long number = Long.parseLong(text);
    if (number < 1) {
      throw new IllegalArgumentException("too small");
    }
    return number;
  }

  private static Secret content(String path) {
    try {
      Path file = Path.of(path);
      if (!Files.isRegularFile(file) || Files.size(file) > LARGEST) {
        throw new IllegalArgumentException("no file, or too large");
      }
      return Secret.of(Files.readAllBytes(file));
    } catch (IOException unreadable) {
      throw new IllegalArgumentException("unreadable", unreadable);
    }
  }

  private static List<Secret> keys(String text) {
    return Arrays.stream(text.split(",", -1))
        .map(String::strip)
        .map(CredentialSettings::key)
        .toList();
  }

  private static Secret key(String text) {
    byte[] bytes = Base64.getDecoder().decode(text.replace('-', '+').replace('_', '/'));
    if (bytes.length != KEY_BYTES) {
      throw new IllegalArgumentException("of another length");
    }
    Secret key = Secret.of(bytes);
    Arrays.fill(bytes, (byte) 0);
    return key;
  }
}
