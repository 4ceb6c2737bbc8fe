package dev.headgate.server.crash;

import static org.awaitility.Awaitility.await;

import dev.headgate.core.faults.FaultProxy;
import dev.headgate.server.testing.ChildServer;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** A server process that does no tasks itself, and the way to its store, on which it is caught. */
record Victim(ChildServer server, FaultProxy store) implements AutoCloseable {

  URI url() {
    return server.url();
  }

  /**
   * Kills it by SIGKILL at a named point: the store has done what the command with this text asks
   * for, and the server does not know it yet.
   *
   * @param order makes it send that command
   * @return what the server never answered
   */
  <T> CompletableFuture<T> killOnceTheStoreHas(String text, Supplier<CompletableFuture<T>> order)
      throws InterruptedException {
    CountDownLatch done = store.loseReplyTo(text, false);
    CompletableFuture<T> answer = order.get();
    if (!done.await(30, TimeUnit.SECONDS)) {
      throw new AssertionError("the store was never sent " + text + server.output());
    }
    kill();
    return answer;
  }

  void kill() {
    server.kill();
    await().atMost(Duration.ofSeconds(30)).until(() -> !server.alive());
  }

  @Override
  public void close() {
    server.close();
    store.close();
  }
}
