package dev.headgate.runtime.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.core.telemetry.Decisions;
import dev.headgate.core.telemetry.DecisionsContract;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TracedDecisionsTest implements DecisionsContract {
  @Override
  public Decisions decisions() {
    return new TracedDecisions(Decisions.UNHEARD);
  }

  @Test
  void whoeverListenedBeforeGoesOnHearing() {
    List<String> heard = new ArrayList<>();
    new TracedDecisions((id, decision) -> heard.add(id + " " + decision.get()))
        .decided("one", () -> "retried");
    assertThat(heard).containsExactly("one retried");
  }
}
