package dev.headgate.runtime.spending;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import com.google.inject.multibindings.ProvidesIntoSet;
import dev.headgate.core.spending.Spending;
import dev.headgate.core.spending.SpendingBoard;
import dev.headgate.runtime.chore.Chores;
import dev.headgate.runtime.process.ProcessName;
import java.time.InstantSource;

/** What this process spends, told to the others. */
public final class SharedSpendingModule extends AbstractModule {
  @Provides
  @Singleton
  static SharedSpending shared(
      Spending spending, SpendingBoard board, ProcessName process, InstantSource clock) {
    return new SharedSpending(spending.book(), board, process.text(), clock);
  }

  @ProvidesIntoSet
  static Chores exchange(SharedSpending spending) {
    return housekeeping -> housekeeping.every(SharedSpending.PERIOD, spending::exchange);
  }
}
