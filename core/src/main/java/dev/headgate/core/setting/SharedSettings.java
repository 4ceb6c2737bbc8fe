package dev.headgate.core.setting;

import java.util.Optional;

/**
 * A few named texts that operators write and every process reads: limit rules changed at run time,
 * forced breakers, overridden configuration. Meant for rare writes and frequent polls.
 *
 * <p><b>Atomicity.</b> Each call is one step. A write says which version it was made against, so of
 * two operators who change the same thing at once one is told.
 *
 * <p><b>Durability.</b> As the store's: in memory they end with the process.
 *
 * <p><b>Cost.</b> One round trip per call; {@link #changedSince} transfers nothing while nothing
 * changed.
 *
 * <p>Thread-safe. A shared store throws a {@link dev.headgate.core.storage.StorageFailure} when it
 * cannot be asked.
 */
public interface SharedSettings {

  /** Everything, if anything changed since that version of the store; 0 asks for everything. */
  Optional<SettingsSnapshot> changedSince(long version);

  /**
   * Writes a setting.
   *
   * @param expected the version of the setting that the change was made against; 0 where there was
   *     none
   * @return the setting as written; empty where it has another version meanwhile, and nothing was
   *     changed
   * @throws IllegalArgumentException for a name or text out of bounds, see {@link SharedSetting}
   */
  Optional<SharedSetting> write(String name, String text, long expected);

  /** Removes a setting; whether there was one. */
  boolean remove(String name);
}
