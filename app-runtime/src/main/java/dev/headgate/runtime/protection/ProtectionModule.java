package dev.headgate.runtime.protection;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import com.google.inject.multibindings.ProvidesIntoSet;
import dev.headgate.core.protection.BodyMemory;
import dev.headgate.core.protection.LoadShedder;
import dev.headgate.runtime.chore.Chores;
import dev.headgate.runtime.configuration.Configuration;
import dev.headgate.runtime.telemetry.Metrics;
import java.time.InstantSource;

/** What keeps a process from taking on more than it can hold. */
public final class ProtectionModule extends AbstractModule {
  /** What share of the heap bodies may take where nothing is configured. */
  private static final int SHARE = 4;

  @Provides
  @Singleton
  static LoadShedder shedder(Configuration configuration) {
    return new LoadShedder(configuration.protection().shedding());
  }

  @Provides
  @Singleton
  static BodyMemory bodyMemory(Configuration configuration) {
    Long told = configuration.protection().bodyMemory();
    return new BodyMemory(told == null ? Runtime.getRuntime().maxMemory() / SHARE : told);
  }

  @Provides
  @Singleton
  static Throttles throttles(InstantSource clock) {
    return new Throttles(clock);
  }

  @Provides
  @Singleton
  static CpuMeter cpuMeter() {
    return CpuMeter.ofThisProcess();
  }

  @ProvidesIntoSet
  static Chores chores(
      Metrics metrics, LoadShedder shedder, BodyMemory memory, Throttles throttles) {
    return housekeeping ->
        metrics.show("protection", new ProtectionFamilies(shedder, memory, throttles));
  }
}
