package dev.headgate.core.thread;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ThreadsTest {
  @Test
  void lightThreadsAreVirtualWhereNoMonitorPinsThem() {
    Thread thread = Threads.light("light", 24).newThread(() -> {});

    assertThat(thread.getClass().getName()).contains("Virtual");
    assertThat(thread.getName()).isEqualTo("light");
    assertThat(thread.isDaemon()).isTrue();
  }

  @Test
  void lightThreadsAreDaemonsOfThePlatformOnOlderOnes() {
    for (int java : new int[] {17, 21, 23}) {
      Thread thread = Threads.light("light", java).newThread(() -> {});

      assertThat(thread.getClass()).isEqualTo(Thread.class);
      assertThat(thread.getName()).isEqualTo("light");
      assertThat(thread.isDaemon()).isTrue();
    }
  }

  @Test
  void startsWhatItMakes() {
    CompletableFuture<String> started = new CompletableFuture<>();
    CompletableFuture<String> executed = new CompletableFuture<>();

    Threads.startLight("one", () -> started.complete(Thread.currentThread().getName()));
    Threads.eachLight("each").execute(() -> executed.complete(Thread.currentThread().getName()));

    assertThat(started.join()).isEqualTo("one");
    assertThat(executed.join()).isEqualTo("each");
  }

  @Test
  void aDaemonKeepsNoProcessAlive() {
    Thread thread = Threads.daemon("timer").newThread(() -> {});

    assertThat(thread.isDaemon()).isTrue();
    assertThat(thread.getName()).isEqualTo("timer");
  }
}
