package dev.headgate.core.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.headgate.core.cache.ResourceSelection;
import dev.headgate.core.gateway.ApiRequest;
import dev.headgate.core.gateway.Cancellation;
import dev.headgate.core.http.Headers;
import dev.headgate.core.http.Target;
import dev.headgate.core.identity.Caller;
import dev.headgate.core.priority.Priority;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecentReadsTest {
  private static final Instant NOW = Instant.parse("2030-01-01T12:00:00Z");
  private static final ResourceSelection ISSUES = ResourceSelection.beneath("/repos/o/r/issues");

  private final RecentReads reads = new RecentReads(3, Duration.ofMinutes(10));

  private static ApiRequest get(String target, Headers fields) {
    return request("GET", target, fields);
  }

  private static ApiRequest request(String method, String target, Headers fields) {
    return new ApiRequest(
        "id",
        method,
        Target.parse(target),
        fields,
        null,
        Caller.ANONYMOUS,
        "client",
        Priority.NORMAL,
        NOW.plusSeconds(30),
        Duration.ZERO,
        new Cancellation());
  }

  private List<String> taken(ResourceSelection selection, Instant now) {
    return reads.take(selection, now).stream().map(read -> read.target().toString()).toList();
  }

  @Test
  void whatIsSelectedIsTakenOnce() {
    reads.note(get("/repos/o/r/issues?state=open", Headers.NONE), NOW);
    reads.note(get("/repos/o/r/labels", Headers.NONE), NOW);
    assertThat(taken(ISSUES, NOW)).containsExactly("/repos/o/r/issues?state=open");
    assertThat(taken(ISSUES, NOW)).isEmpty();
    assertThat(taken(ResourceSelection.everything(), NOW)).containsExactly("/repos/o/r/labels");
  }

  @Test
  void onlyWhatSelectsTheRepresentationIsKept() {
    Headers fields =
        Headers.NONE
            .with("accept", "application/vnd.github.raw")
            .with("X-GitHub-Api-Version", "2022-11-28")
            .with("Authorization", "Bearer ghp_secret")
            .with("If-None-Match", "\"a\"")
            .with("Cookie", "a=b");
    reads.note(get("/repos/o/r/issues/1", fields), NOW);
    Headers kept = reads.take(ISSUES, NOW).get(0).fields();
    assertThat(kept.value("Accept")).isEqualTo("application/vnd.github.raw");
    assertThat(kept.value("X-GitHub-Api-Version")).isEqualTo("2022-11-28");
    assertThat(kept.without(name -> name.equalsIgnoreCase("Accept") || name.startsWith("X-")))
        .isEqualTo(Headers.NONE);
  }

  @Test
  void whatIsNoReadOfAWholeResourceIsPassedOver() {
    reads.note(request("POST", "/repos/o/r/issues", Headers.NONE), NOW);
    reads.note(request("HEAD", "/repos/o/r/issues", Headers.NONE), NOW);
    reads.note(get("/repos/o/r/issues", Headers.NONE.with("Range", "bytes=0-1")), NOW);
    assertThat(taken(ISSUES, NOW)).isEmpty();
  }

  @Test
  void whatIsOldIsNotTakenAndMakesRoom() {
    for (int i = 0; i < 5; i++) {
      reads.note(get("/repos/o/r/issues/" + i, Headers.NONE), NOW.plusSeconds(i));
    }
    Instant later = NOW.plus(Duration.ofMinutes(10)).plusSeconds(1);
    reads.note(get("/repos/o/r/issues/7", Headers.NONE), later);
    assertThat(taken(ISSUES, later))
        .containsExactlyInAnyOrder("/repos/o/r/issues/2", "/repos/o/r/issues/7");
  }

  @Test
  void boundsAreAboveZero() {
    assertThatIllegalArgumentException().isThrownBy(() -> new RecentReads(0, Duration.ofDays(1)));
    assertThatIllegalArgumentException().isThrownBy(() -> new RecentReads(1, Duration.ZERO));
  }
}
