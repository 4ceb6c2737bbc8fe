package dev.headgate.storage.memory;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Stage;
import dev.headgate.core.ManualTime;
import dev.headgate.core.audit.AuditStore;
import dev.headgate.core.breaker.CircuitBreakers;
import dev.headgate.core.cache.ResponseCache;
import dev.headgate.core.quota.QuotaLedger;
import dev.headgate.storage.memory.audit.MemoryAuditStore;
import dev.headgate.storage.memory.breaker.MemoryCircuitBreakers;
import dev.headgate.storage.memory.cache.MemoryResponseCache;
import dev.headgate.storage.memory.quota.MemoryQuotaLedger;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class MemoryStorageModuleTest {
  private final Injector injector =
      Guice.createInjector(
          Stage.PRODUCTION,
          MemoryStorageModule.defaults(),
          binder -> binder.bind(InstantSource.class).toInstance(ManualTime.atNoon()));

  @Test
  void bindsEveryPortToMemory() {
    assertThat(injector.getInstance(ResponseCache.class)).isInstanceOf(MemoryResponseCache.class);
    assertThat(injector.getInstance(QuotaLedger.class)).isInstanceOf(MemoryQuotaLedger.class);
    assertThat(injector.getInstance(CircuitBreakers.class))
        .isInstanceOf(MemoryCircuitBreakers.class);
    assertThat(injector.getInstance(AuditStore.class)).isInstanceOf(MemoryAuditStore.class);
  }

  @Test
  void givesEverybodyTheSameOne() {
    assertThat(injector.getInstance(QuotaLedger.class))
        .isSameAs(injector.getInstance(QuotaLedger.class));
    assertThat(injector.getInstance(ResponseCache.class))
        .isSameAs(injector.getInstance(ResponseCache.class));
  }
}
