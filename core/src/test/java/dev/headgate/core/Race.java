package dev.headgate.core;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import org.jspecify.annotations.NullMarked;

/** Many threads that start at once, and what each of them came back with. */
@NullMarked
public final class Race {
  private Race() {}

  /** Runs {@code runner} on that many threads, with their numbers from 0. */
  public static <T> List<T> of(int runners, IntFunction<T> runner) {
    CountDownLatch start = new CountDownLatch(1);
    ExecutorService threads = Executors.newCachedThreadPool();
    try {
      List<Future<T>> pending = new ArrayList<>();
      for (int i = 0; i < runners; i++) {
        int number = i;
        pending.add(
            threads.submit(() -> {
              start.await();
              return runner.apply(number);
            }));
      }
      start.countDown();
      List<T> results = new ArrayList<>();
      for (Future<T> result : pending) {
        results.add(result.get());
      }
      return results;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AssertionError("the race was interrupted", interrupted);
    } catch (ExecutionException failed) {
      throw new AssertionError("a runner failed", failed.getCause());
    } finally {
      threads.shutdownNow();
    }
  }
}
