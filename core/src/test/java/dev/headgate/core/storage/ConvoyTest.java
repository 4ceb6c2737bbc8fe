package dev.headgate.core.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConvoyTest {

  private static final Duration LONG = Duration.ofSeconds(30);

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<List<String>> trips = Collections.synchronizedList(new ArrayList<>());
  private final CountDownLatch underWay = new CountDownLatch(1);
  private final CountDownLatch arrived = new CountDownLatch(1);

  @AfterEach
  void close() {
    arrived.countDown();
    threads.shutdownNow();
  }

  private Convoy<String, String> convoy(Duration patience) {
    return new Convoy<>("shelf", threads, 1, 2, patience, this::carry);
  }

  private List<String> carry(List<String> questions) {
    trips.add(questions);
    if (questions.contains("slow")) {
      underWay.countDown();
      awaitArrival();
    }
    if (questions.contains("bad")) {
      throw new StorageUnavailable("shelf", "gone", new IllegalStateException());
    }
    return questions.stream().map(question -> question + "!").toList();
  }

  private void awaitArrival() {
    try {
      arrived.await();
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  private Future<String> slow(Convoy<String, String> convoy) throws InterruptedException {
    Future<String> slow = threads.submit(() -> convoy.ask("slow"));
    underWay.await();
    return slow;
  }

  private static void awaitWaiting(Convoy<String, String> convoy, int count) {
    while (convoy.waiting() < count) {
      Thread.onSpinWait();
    }
  }

  @Test
  void whoIsAloneGoesAtOnceOnItsOwnThread() {
    CompletableFuture<Thread> seen = new CompletableFuture<>();
    Convoy<String, String> convoy =
        new Convoy<>(
            "shelf",
            threads,
            1,
            2,
            LONG,
            questions -> {
              seen.complete(Thread.currentThread());
              return questions;
            });
    assertThat(convoy.ask("a")).isEqualTo("a");
    assertThat(seen).isCompletedWithValue(Thread.currentThread());
  }

  @Test
  void thoseWhoComeMeanwhileTravelTogetherAsFarAsThereAreSeats() throws Exception {
    Convoy<String, String> convoy = convoy(LONG);
    Future<String> slow = slow(convoy);
    List<Future<String>> others = new ArrayList<>();
    for (String question : List.of("a", "b", "c")) {
      others.add(threads.submit(() -> convoy.ask(question)));
    }
    awaitWaiting(convoy, 3);
    arrived.countDown();
    assertThat(slow.get()).isEqualTo("slow!");
    assertThat(others.get(0).get()).isEqualTo("a!");
    assertThat(others.get(1).get()).isEqualTo("b!");
    assertThat(others.get(2).get()).isEqualTo("c!");
    assertThat(trips).hasSize(3);
    assertThat(trips.get(1)).hasSize(2);
    assertThat(convoy.ask("later")).isEqualTo("later!");
  }

  @Test
  void whoIsNotSentInTimeIsNotSentAtAll() throws Exception {
    Convoy<String, String> convoy = convoy(Duration.ofMillis(20));
    Future<String> slow = slow(convoy);
    assertThatExceptionOfType(StorageUnavailable.class).isThrownBy(() -> convoy.ask("late"));
    arrived.countDown();
    assertThat(slow.get()).isEqualTo("slow!");
    assertThat(trips).containsExactly(List.of("slow"));
  }

  @Test
  void aFailureReachesEveryoneAboardAndNobodyElse() throws Exception {
    Convoy<String, String> convoy = convoy(LONG);
    assertThatExceptionOfType(StorageUnavailable.class).isThrownBy(() -> convoy.ask("bad"));
    Future<String> slow = slow(convoy);
    Future<String> bad = threads.submit(() -> convoy.ask("bad"));
    awaitWaiting(convoy, 1);
    arrived.countDown();
    assertThat(slow.get()).isEqualTo("slow!");
    assertThat(bad)
        .failsWithin(LONG)
        .withThrowableThat()
        .withCauseInstanceOf(StorageUnavailable.class);
    assertThat(convoy.ask("a")).isEqualTo("a!");
  }
}
