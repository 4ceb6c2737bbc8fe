package dev.headgate.core.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.core.ManualTime;
import dev.headgate.core.http.Headers;
import dev.headgate.core.http.Target;
import dev.headgate.core.identity.Caller;
import dev.headgate.core.identity.Credential;
import dev.headgate.core.priority.Priority;
import dev.headgate.core.quota.LimitSignal;
import dev.headgate.core.telemetry.Telemetry;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetriesTest {
  private static final Duration LONG = Duration.ofDays(1);
  private static final ApiRequestShape GET = new ApiRequestShape("GET", false);
  private static final ApiRequestShape POST = new ApiRequestShape("POST", false);
  private static final ApiRequestShape SENT_POST = new ApiRequestShape("POST", true);

  private final ManualTime time = ManualTime.atNoon();
  private double random;
  private int withheld;
  private final Telemetry telemetry =
      new Telemetry() {
        @Override
        public void retryWithheld() {
          withheld++;
        }
      };
  private final Retries retries =
      new Retries(
          () -> RetryPolicy.DEFAULTS, new RetryBudget(time.instant()), telemetry, () -> random);

  @ParameterizedTest
  @ValueSource(ints = {500, 502, 503, 504})
  void aServerErrorOnAGetIsRetriedWithJitter(int status) {
    random = 0;
    assertThat(next(GET, answer(status), 0)).contains(Duration.ofMillis(50));
    random = 1;
    assertThat(next(GET, answer(status), 0)).contains(Duration.ofMillis(100));
    assertThat(next(GET, answer(status), 1)).contains(Duration.ofMillis(200));
    assertThat(next(GET, answer(status), 2)).contains(Duration.ofMillis(400));
  }

  @Test
  void noPauseIsLongerThanTheLongest() {
    random = 1;
    Optional<Duration> pause = retries.next(request(GET), answer(500), 9, 10, LONG, time.instant());
    assertThat(pause).contains(Duration.ofMillis(3200));
  }

  @Test
  void nothingIsRetriedMoreOftenThanItMay() {
    assertThat(next(GET, answer(500), 3)).isEmpty();
    assertThat(retries.next(request(GET), answer(500), 0, 0, LONG, time.instant())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 304, 400, 401, 403, 404, 409, 410, 422, 451, 501, 505, 507, 508, 511})
  void whatCannotHealIsNotRetried(int status) {
    assertThat(next(GET, answer(status), 0)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PATCH", "PUT", "DELETE"})
  void aWriteIsNotRepeatedOnAServerError(String method) {
    for (int status : new int[] {500, 502, 503, 504}) {
      assertThat(next(new ApiRequestShape(method, false), answer(status), 0)).isEmpty();
    }
  }

  @Test
  void aPostIsNotRepeatedWhenTheConnectionIsResetAfterSending() {
    assertThat(next(POST, failure(FailureKind.BROKEN), 0)).isEmpty();
    assertThat(next(POST, failure(FailureKind.TRUNCATED), 0)).isEmpty();
  }

  @Test
  void aPostIsRepeatedWhenNoConnectionCameAbout() {
    assertThat(next(POST, failure(FailureKind.UNREACHABLE), 0)).isPresent();
  }

  @Test
  void aWriteWithoutAnAnswerIsNotRepeated() {
    assertThat(next(POST, failure(FailureKind.TIMEOUT), 0)).isEmpty();
  }

  @Test
  void whoHasACopyDoesNotWaitForASecondSilence() {
    Duration patience = Duration.ofSeconds(5);
    Reply silence = failure(FailureKind.TIMEOUT);
    assertThat(retries.next(request(GET), silence, 0, 1, patience, time.instant())).isEmpty();
  }

  @Test
  void anAttemptThatMayBeRepeatedTakesHalfOfTheTimeButLongerThanGitHubItself() {
    assertThat(patience(GET, LONG, false)).isEqualTo(Duration.ofSeconds(15));
    assertThat(patience(GET, LONG, true)).isEqualTo(Duration.ofSeconds(30));
    assertThat(patience(POST, LONG, false)).isEqualTo(Duration.ofSeconds(30));
    assertThat(patience(GET, Duration.ofSeconds(5), false)).isEqualTo(Duration.ofSeconds(5));
    ApiRequest late = request(GET);
    time.advance(Duration.ofSeconds(14));
    assertThat(Retries.patience(late, LONG, false, time.instant())).isEqualTo(Retries.SILENCE);
    time.advance(Duration.ofSeconds(6));
    assertThat(Retries.patience(late, LONG, false, time.instant()))
        .isEqualTo(Duration.ofSeconds(10));
  }

  private Duration patience(ApiRequestShape shape, Duration longest, boolean last) {
    return Retries.patience(request(shape), longest, last, time.instant());
  }

  @Test
  void aBodyThatWasBegunIsNotSentAgain() {
    assertThat(next(SENT_POST, failure(FailureKind.UNREACHABLE), 0)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = FailureKind.class,
      names = {"UNREACHABLE", "BROKEN", "TRUNCATED", "TIMEOUT"})
  void aGetIsRepeatedWhenItsConnectionFailed(FailureKind kind) {
    assertThat(next(GET, failure(kind), 0)).isPresent();
  }

  @ParameterizedTest
  @EnumSource(
      value = FailureKind.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"UNREACHABLE", "BROKEN", "TRUNCATED", "TIMEOUT"})
  void otherFailuresAreNotRepeated(FailureKind kind) {
    assertThat(next(GET, failure(kind), 0)).isEmpty();
  }

  @Test
  void retryAfterIsHonouredWhereItEndsInTime() {
    random = 1;
    Reply wish = answer(503, "Retry-After", "7");
    assertThat(next(GET, wish, 0)).contains(Duration.ofMillis(7_100));
    assertThat(next(POST, wish, 0)).isEmpty();
  }

  @Test
  void retryAfterBeyondTheDeadlineIsNotWaitedFor() {
    assertThat(next(GET, answer(503, "Retry-After", "30"), 0)).isEmpty();
    assertThat(next(GET, answer(500, "Retry-After", "600"), 0)).isEmpty();
  }

  @Test
  void nobodyWithACopyWaitsLongerThanItsPatience() {
    Reply wish = answer(503, "Retry-After", "5");
    Duration patience = Duration.ofSeconds(5);
    assertThat(retries.next(request(GET), wish, 0, 1, patience, time.instant())).isEmpty();
    assertThat(retries.next(request(GET), answer(503), 0, 1, patience, time.instant())).isPresent();
  }

  @Test
  void noPauseReachesTheDeadline() {
    ApiRequest late = request(GET);
    time.advance(Duration.ofSeconds(30).minusMillis(60));
    assertThat(retries.next(late, answer(500), 0, 3, LONG, time.instant())).isPresent();
    time.advance(Duration.ofMillis(10));
    assertThat(retries.next(late, answer(500), 0, 3, LONG, time.instant())).isEmpty();
  }

  @Test
  void aLimitIsWaitedForIfItsEndIsNearAndTheRequestIsSafe() {
    assertThat(next(GET, limited(Duration.ofSeconds(29)), 0)).isPresent();
    assertThat(next(GET, limited(Duration.ofSeconds(30)), 0)).isEmpty();
    assertThat(next(POST, limited(Duration.ofSeconds(3)), 0)).isEmpty();
  }

  @Test
  void withItsBudgetSpentNothingIsRetriedAndThatIsCounted() {
    int retried = 0;
    while (next(GET, answer(500), 0).isPresent()) {
      retried++;
    }
    assertThat(retried).isEqualTo(20);
    assertThat(withheld).isEqualTo(1);
    assertThat(next(GET, failure(FailureKind.BROKEN), 0)).isEmpty();
    assertThat(withheld).isEqualTo(2);
    assertThat(next(GET, limited(Duration.ofSeconds(3)), 0)).isPresent();
    assertThat(next(GET, answer(404), 0)).isEmpty();
    assertThat(withheld).isEqualTo(2);
  }

  @Test
  void callsThatBeginEarnTheRetriesOfOthers() {
    while (next(GET, answer(500), 0).isPresent()) {
      assertThat(withheld).isZero();
    }
    for (int i = 0; i < 5; i++) {
      retries.began(time.instant());
    }
    assertThat(next(GET, answer(500), 0)).isPresent();
    assertThat(next(GET, answer(500), 0)).isEmpty();
  }

  private Optional<Duration> next(ApiRequestShape shape, Reply reply, int done) {
    return retries.next(request(shape), reply, done, 3, LONG, time.instant());
  }

  private ApiRequest request(ApiRequestShape shape) {
    Instant now = time.instant();
    return new ApiRequest(
        "test",
        shape.method(),
        Target.parse("/repos/o/r"),
        Headers.NONE,
        shape.method().equals("GET") ? null : new Begun(shape.begun()),
        Caller.unnamed(Credential.of(null)),
        "tester",
        Priority.NORMAL,
        now.plusSeconds(30),
        Duration.ofSeconds(30),
        new Cancellation());
  }

  private static Reply answer(int status, String... fields) {
    return new Reply.Received(status, Headers.of(fields), Content.NONE, new LimitSignal.None());
  }

  private Reply limited(Duration wait) {
    Instant until = time.instant().plus(wait);
    return new Reply.Received(
        429, Headers.NONE, Content.NONE, new LimitSignal.Secondary(until, true));
  }

  private static Reply failure(FailureKind kind) {
    return new Reply.Failed(kind, "scripted", Duration.ofSeconds(5));
  }

  private record ApiRequestShape(String method, boolean begun) {}

  private record Begun(boolean consumed) implements RequestBody {
    @Override
    public long length() {
      return 0;
    }

    @Override
    public void writeTo(OutputStream out) {
      throw new UnsupportedOperationException("nothing is sent here");
    }

    @Override
    public byte @Nullable [] bytes(int max, Duration patience) {
      return new byte[0];
    }
  }
}
