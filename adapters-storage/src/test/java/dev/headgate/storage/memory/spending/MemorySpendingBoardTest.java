package dev.headgate.storage.memory.spending;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Guice;
import com.google.inject.Injector;
import dev.headgate.core.ManualTime;
import dev.headgate.core.spending.SpendingBoard;
import dev.headgate.core.spending.SpendingBoardContract;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class MemorySpendingBoardTest implements SpendingBoardContract {
  private final MemorySpendingBoard board = new MemorySpendingBoard();
  private final ManualTime time = ManualTime.atNoon();

  @Override
  public SpendingBoard spendingBoard() {
    return board;
  }

  @Override
  public Instant now() {
    return time.instant();
  }

  @Override
  public void await(BooleanSupplier passed) {
    time.advance(Duration.ofSeconds(10));
    assertThat(passed.getAsBoolean()).isTrue();
  }

  @Test
  void theModuleBindsThePortToOneBoard() {
    Injector injector = Guice.createInjector(new MemorySpendingModule());
    assertThat(injector.getInstance(SpendingBoard.class))
        .isInstanceOf(MemorySpendingBoard.class)
        .isSameAs(injector.getInstance(SpendingBoard.class));
  }
}
