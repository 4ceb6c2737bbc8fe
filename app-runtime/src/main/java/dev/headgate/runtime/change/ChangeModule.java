package dev.headgate.runtime.change;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import com.google.inject.multibindings.ProvidesIntoSet;
import dev.headgate.core.audit.AuditLog;
import dev.headgate.core.setting.SharedSettings;
import dev.headgate.runtime.chore.Chores;
import dev.headgate.runtime.configuration.LiveConfiguration;
import dev.headgate.runtime.configuration.StorageSettings.Store;
import dev.headgate.runtime.logging.LogLevels;
import java.time.Duration;
import java.time.InstantSource;

/** The configuration as it is changed while the process runs, and who is told of it. */
public final class ChangeModule extends AbstractModule {
  /** How soon a change made elsewhere is in force here. */
  private static final Duration POLL = Duration.ofSeconds(1);

  @Provides
  @Singleton
  static RunTimeChanges changes(LiveConfiguration live, SharedSettings settings) {
    live.follow(configuration -> LogLevels.set(configuration.logging()));
    return new RunTimeChanges(live, settings, live.now().storage().limits() != Store.MEMORY);
  }

  @ProvidesIntoSet
  static Chores chores(
      RunTimeChanges changes, LiveConfiguration live, AuditLog audit, InstantSource clock) {
    FileWatch file = new FileWatch(live, audit, clock);
    return housekeeping -> {
      housekeeping.every(POLL, changes::refresh);
      housekeeping.every(POLL, file::look);
    };
  }
}
