package dev.headgate.server.spending;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import com.google.inject.multibindings.Multibinder;
import com.google.inject.multibindings.ProvidesIntoSet;
import dev.headgate.core.quota.QuotaLedger;
import dev.headgate.core.spending.Spending;
import dev.headgate.runtime.admission.GateStore;
import dev.headgate.runtime.process.ProcessName;
import dev.headgate.runtime.spending.SharedSpending;
import dev.headgate.server.dashboard.Panel;
import dev.headgate.server.endpoint.EndpointGroup;
import java.time.InstantSource;
import java.util.Set;

/** The watch over GitHub's quotas, and the endpoint that shows them. */
public final class SpendingModule extends AbstractModule {
  @Override
  protected void configure() {
    Multibinder.newSetBinder(binder(), WaitingLine.class);
  }

  @Provides
  @Singleton
  static SpendingWatch watch(
      QuotaLedger ledger,
      Spending spending,
      SharedSpending shared,
      GateStore store,
      ProcessName process,
      InstantSource clock) {
    return new SpendingWatch(
        ledger, spending.outlook(), shared, store.slots(), process.text(), clock);
  }

  @ProvidesIntoSet
  static EndpointGroup endpoints(QuotaEndpoints quotas) {
    return quotas;
  }

  @ProvidesIntoSet
  static Panel panel(QuotaEndpoints quotas) {
    return new Panel("quotas", quotas::panel);
  }

  @Provides
  @Singleton
  static QuotaEndpoints quotas(
      QuotaLedger ledger,
      Spending spending,
      SharedSpending shared,
      Set<WaitingLine> lines,
      InstantSource clock) {
    return new QuotaEndpoints(ledger, spending.outlook(), shared, lines, clock);
  }
}
