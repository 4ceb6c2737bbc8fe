package dev.headgate.runtime.task.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FlakinessTest {
  private final Flakiness flakiness = new Flakiness();

  /** One letter for each run: p passed, f failed, s skipped; each of a commit of its own. */
  private void runs(String name, String outcomes) {
    for (int i = 0; i < outcomes.length(); i++) {
      add("commit-" + i, name, outcomes.charAt(i));
    }
  }

  private void add(String commit, String name, char outcome) {
    TestCase.Outcome how =
        switch (outcome) {
          case 'p' -> TestCase.Outcome.PASSED;
          case 'f' -> TestCase.Outcome.FAILED;
          default -> TestCase.Outcome.SKIPPED;
        };
    flakiness.add(commit, new TestCase("s", "C", name, how, 1, ""));
  }

  @Test
  void oneThatPassedAndFailedOnOneCommitIsFlaky() {
    add("abc", "torn", 'f');
    add("abc", "torn", 'p');
    add("abc", "steady", 'p');
    add("abc", "steady", 'p');
    assertThat(flakiness.flaky(10)).containsExactly("C.torn");
  }

  @Test
  void oneThatChangesAgainAndAgainIsFlaky() {
    runs("broken-for-good", "ppppff");
    runs("mended", "ppffpp");
    runs("always-bad", "ffffff");
    runs("restless", "pfppfp");
    runs("skipped-between", "psfsps");
    assertThat(flakiness.flaky(10)).containsExactly("C.restless");
  }

  @Test
  void tellsOfSoManyOnly() {
    runs("a", "pfpf");
    runs("b", "pfpf");
    assertThat(flakiness.flaky(1)).containsExactly("C.a");
  }
}
