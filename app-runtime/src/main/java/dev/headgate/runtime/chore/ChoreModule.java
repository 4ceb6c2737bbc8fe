package dev.headgate.runtime.chore;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import com.google.inject.multibindings.Multibinder;
import java.util.Set;

/** The chores of all features, from the moment the process is put together. */
public final class ChoreModule extends AbstractModule {
  @Override
  protected void configure() {
    Multibinder.newSetBinder(binder(), Chores.class);
  }

  @Provides
  @Singleton
  static Housekeeping housekeeping(Set<Chores> all) {
    Housekeeping housekeeping = new Housekeeping();
    all.forEach(chores -> chores.entrust(housekeeping));
    return housekeeping;
  }
}
