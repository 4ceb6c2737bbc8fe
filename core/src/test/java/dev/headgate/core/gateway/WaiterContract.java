package dev.headgate.core.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What every {@link Waiter} promises. */
public interface WaiterContract {

  /** A waiter to be tested. */
  Waiter waiter();

  @Test
  default void letsThatMuchTimePass() throws InterruptedException {
    long start = System.nanoTime();
    waiter().await(Duration.ofMillis(20), new Cancellation());
    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(20_000_000);
  }

  @Test
  default void returnsWhenTheWorkIsCancelled() throws InterruptedException {
    Cancellation cancellation = new Cancellation();
    new Thread(cancellation::cancel).start();
    waiter().await(Duration.ofDays(1), cancellation);
    assertThat(cancellation.cancelled()).isTrue();
  }

  @Test
  default void endsWhenTheThreadIsInterrupted() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> waiter().await(Duration.ofDays(1), new Cancellation()))
        .isInstanceOf(InterruptedException.class);
  }
}
