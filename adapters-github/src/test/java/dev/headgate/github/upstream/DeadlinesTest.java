package dev.headgate.github.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import okhttp3.Call;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Each call is broken off at its own time, and at no other. */
class DeadlinesTest {
  private static final Duration SOON = Duration.ofMillis(30);
  private static final Duration LONG = Duration.ofMinutes(5);

  private final Deadlines deadlines = Deadlines.start();
  private final OkHttpClient client = new OkHttpClient();

  @AfterEach
  void close() {
    deadlines.close();
  }

  @Test
  void breaksOffWhatTakesTooLongAndNothingElse() {
    List<Call> late = new ArrayList<>();
    Call early = call();
    HeaderWatch patient = new HeaderWatch(deadlines, LONG);
    patient.start(early);
    for (int i = 0; i < 100; i++) {
      late.add(call());
      new HeaderWatch(deadlines, SOON).start(late.getLast());
    }
    await().until(() -> late.stream().allMatch(Call::isCanceled));
    assertThat(early.isCanceled()).isFalse();
    assertThat(patient.stop()).isFalse();
  }

  @Test
  void aWatchThatWasStoppedNeverExpires() {
    Call answered = call();
    HeaderWatch stopped = new HeaderWatch(deadlines, SOON);
    stopped.start(answered);
    assertThat(stopped.stop()).isFalse();
    Call later = call();
    HeaderWatch watch = new HeaderWatch(deadlines, SOON.multipliedBy(2));
    watch.start(later);
    await().until(later::isCanceled);
    assertThat(watch.stop()).isTrue();
    assertThat(answered.isCanceled()).isFalse();
    assertThat(stopped.expired()).isFalse();
  }

  @Test
  void aRestedThreadWakesForTheNextCall() {
    await().atMost(Duration.ofSeconds(20)).until(deadlines::resting);
    Call call = call();
    new HeaderWatch(deadlines, SOON).start(call);
    await().until(call::isCanceled);
  }

  @Test
  void whatIsWatchedWhenItClosesStillExpires() {
    Call call = call();
    new HeaderWatch(deadlines, SOON).start(call);
    deadlines.close();
    await().until(call::isCanceled);
  }

  private Call call() {
    return client.newCall(new Request.Builder().url("http://127.0.0.1/").build());
  }
}
