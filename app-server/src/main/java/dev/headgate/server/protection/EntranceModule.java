package dev.headgate.server.protection;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import com.google.inject.multibindings.ProvidesIntoSet;
import dev.headgate.core.gateway.Waiter;
import dev.headgate.core.protection.LoadShedder;
import dev.headgate.core.protection.SheddingPolicy.Mode;
import dev.headgate.runtime.chore.Chores;
import dev.headgate.runtime.configuration.Configuration;
import dev.headgate.runtime.configuration.ProtectionSettings;
import dev.headgate.runtime.protection.CpuMeter;
import dev.headgate.runtime.protection.Throttles;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;

/** What protects the server from its clients. */
public final class EntranceModule extends AbstractModule {
  @Provides
  @Singleton
  static Entrance entrance(LoadShedder shedder, ExecutorService requests) {
    return new Entrance(shedder, requests);
  }

  @Provides
  @Singleton
  static Bandwidth bandwidth(Configuration configuration, Throttles throttles, Waiter waiter) {
    ProtectionSettings settings = configuration.protection();
    return new Bandwidth(
        throttles.of("mirror_network", settings.bandwidth()),
        throttles.ofCallers("mirror_callers", settings.callerBandwidth()),
        waiter);
  }

  @Provides
  @Singleton
  static LoadWatch watch(LoadShedder shedder, CpuMeter meter, InstantSource clock) {
    return new LoadWatch(shedder, meter, clock);
  }

  @ProvidesIntoSet
  static Chores chores(Configuration configuration, LoadWatch watch) {
    return housekeeping -> {
      if (configuration.protection().shedding().mode() != Mode.OFF) {
        watch.start();
      }
      housekeeping.atEnd(watch::close);
    };
  }
}
