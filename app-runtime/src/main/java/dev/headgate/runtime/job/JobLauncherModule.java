package dev.headgate.runtime.job;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import com.google.inject.multibindings.ProvidesIntoSet;
import dev.headgate.core.job.JobLauncher;
import dev.headgate.runtime.chore.Chores;
import dev.headgate.runtime.configuration.Configuration;
import java.time.InstantSource;

/** Who runs jobs. */
public final class JobLauncherModule extends AbstractModule {
  @Provides
  @Singleton
  static LocalJobLauncher local(Configuration configuration, InstantSource clock) {
    return new LocalJobLauncher(configuration.jobs(), clock);
  }

  @Provides
  @Singleton
  static JobLauncher launcher(LocalJobLauncher local) {
    return local;
  }

  @ProvidesIntoSet
  static Chores end(LocalJobLauncher local) {
    return housekeeping -> housekeeping.atEnd(local::close);
  }
}
