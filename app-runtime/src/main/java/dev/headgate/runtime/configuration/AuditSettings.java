package dev.headgate.runtime.configuration;

import dev.headgate.core.identity.Secret;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who did what: how long it is kept, and how it is protected.
 *
 * @param retention how long an entry is kept
 * @param maxEntries how many are kept; the oldest go first
 * @param key makes the hashes that chain the entries; null: plain hashes
 * @param log whether each entry is written to the log as well
 * @param github whether writes to GitHub are entered
 */
public record AuditSettings(
    Duration retention, int maxEntries, @Nullable Secret key, boolean log, boolean github) {

  static final Setting<Duration> RETENTION =
      Setting.of(
          "audit.retention",
          SettingTypes.DURATION,
          "90d",
          "How long an entry of the audit is kept.");
  static final Setting<Integer> MAX_ENTRIES =
      Setting.of(
          "audit.max-entries",
          SettingTypes.count(1),
          "1000000",
          "How many entries of the audit are kept, the latest; in memory at most 10000.");
  static final Setting<Secret> KEY =
      Setting.without(
          "audit.key",
          SettingType.secret("16 characters or more", AuditSettings::key),
          "Chains the entries by hashes that nobody can make without it, the same for all"
              + " processes of one store. Not set: plain hashes, which whoever may write the store"
              + " can make as well.");
  static final Setting<Boolean> LOG =
      Setting.of(
          "audit.log",
          SettingTypes.SWITCH,
          "false",
          "Whether each entry is written to the log too, by headgate.audit; true in production.");
  static final Setting<Boolean> GITHUB =
      Setting.of(
          "github.enable-audit-logging",
          SettingTypes.SWITCH,
          "true",
          "Whether what is written to GitHub is entered in the audit.");
  static final List<Setting<?>> SETTINGS = List.of(RETENTION, MAX_ENTRIES, KEY, LOG, GITHUB);

  public static final AuditSettings DEFAULTS = from(SettingValues.NONE);

  public AuditSettings {
    Positive.duration("retention", retention);
    Positive.number("maxEntries", maxEntries);
  }

  static AuditSettings from(SettingValues values) {
    return new AuditSettings(
        values.value(RETENTION),
        values.value(MAX_ENTRIES),
        values.find(KEY),
        values.value(LOG),
        values.value(GITHUB));
  }

  private static Secret key(String text) {
    if (text.length() < 16) {
      throw new IllegalArgumentException("too short");
    }
    return Secret.of(text);
  }
}
