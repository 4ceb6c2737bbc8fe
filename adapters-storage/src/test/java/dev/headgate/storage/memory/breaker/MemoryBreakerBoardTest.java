package dev.headgate.storage.memory.breaker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.core.breaker.BreakerBoard;
import dev.headgate.core.breaker.BreakerBoardContract;
import java.util.function.BooleanSupplier;

class MemoryBreakerBoardTest implements BreakerBoardContract {
  private final MemoryBreakerBoard board = new MemoryBreakerBoard();

  @Override
  public BreakerBoard board() {
    return board;
  }

  @Override
  public void await(BooleanSupplier passed) {
    assertThat(passed.getAsBoolean()).isTrue();
  }
}
