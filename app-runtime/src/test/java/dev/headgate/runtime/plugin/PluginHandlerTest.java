package dev.headgate.runtime.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.core.work.TaskHandler;
import dev.headgate.core.work.TaskHandlerContract;
import dev.headgate.core.work.TaskOutcome;
import dev.headgate.core.work.TaskRun;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PluginHandlerTest implements TaskHandlerContract {
  private final TaskHandler own =
      new TaskHandler() {
        @Override
        public String kind() {
          return "acme-work";
        }

        @Override
        public TaskOutcome handle(TaskRun run) {
          return new TaskOutcome.Done("{}");
        }

        @Override
        public int concurrency() {
          return 7;
        }

        @Override
        public Duration longest() {
          return Duration.ofMinutes(7);
        }

        @Override
        public int attempts() {
          return 6;
        }

        @Override
        public long memory() {
          return 77;
        }

        @Override
        public boolean internal() {
          return true;
        }

        @Override
        public int permits(int wanted, Instant now) {
          return Math.min(wanted, 1);
        }
      };

  @Override
  public TaskHandler handler() {
    return new PluginHandler(own, PluginHandlerTest.class.getClassLoader());
  }

  @Test
  void asksForWhatThePluginsHandlerAsksFor() {
    TaskHandler handler = handler();
    assertThat(handler.kind()).isEqualTo("acme-work");
    assertThat(handler.concurrency()).isEqualTo(7);
    assertThat(handler.longest()).isEqualTo(Duration.ofMinutes(7));
    assertThat(handler.attempts()).isEqualTo(6);
    assertThat(handler.memory()).isEqualTo(77);
    assertThat(handler.internal()).isTrue();
    assertThat(handler.permits(5, Instant.EPOCH)).isEqualTo(1);
  }
}
