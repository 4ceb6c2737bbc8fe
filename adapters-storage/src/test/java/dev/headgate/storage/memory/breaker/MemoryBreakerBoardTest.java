package dev.headgate.storage.memory.breaker;

import dev.headgate.core.breaker.BreakerBoard;
import dev.headgate.core.breaker.BreakerBoardContract;
import java.time.Instant;

class MemoryBreakerBoardTest implements BreakerBoardContract {
  private final MemoryBreakerBoard board = new MemoryBreakerBoard();

  @Override
  public BreakerBoard board() {
    return board;
  }

  @Override
  public Instant afterBriefVotes() {
    return NOON.plus(BRIEF);
  }
}
