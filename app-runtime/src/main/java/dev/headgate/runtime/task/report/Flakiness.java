package dev.headgate.runtime.task.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds tests that cannot make up their mind: those that passed and failed on one commit, and those
 * that changed between passing and failing at least three times over the runs that are compared:
 * one that broke and was mended changed twice only.
 *
 * <p>Runs are shown from the oldest to the newest. For one thread at a time.
 */
final class Flakiness {
  private static final int CHANGES = 3;

  /** How one test fared so far. */
  private static final class History {
    private boolean passed;
    private boolean failed;
    private int changes;
    private boolean lastBad;
    private boolean seen;
    private boolean torn;
  }

  private final Map<String, History> tests = new HashMap<>();
  private final Map<String, Set<String>> passedOn = new HashMap<>();
  private final Map<String, Set<String>> failedOn = new HashMap<>();

  /** A test's result in the run of that commit. */
  void add(String commit, TestCase test) {
    if (test.outcome() == TestCase.Outcome.SKIPPED) {
      return;
    }
    String id = test.id();
    boolean bad = test.outcome().bad();
    History history = tests.computeIfAbsent(id, unseen -> new History());
    if (history.seen && history.lastBad != bad) {
      history.changes++;
    }
    history.seen = true;
    history.lastBad = bad;
    history.passed |= !bad;
    history.failed |= bad;
    if (!commit.isEmpty()) {
      Map<String, Set<String>> here = bad ? failedOn : passedOn;
      Map<String, Set<String>> there = bad ? passedOn : failedOn;
      here.computeIfAbsent(commit, unseen -> new HashSet<>()).add(id);
      history.torn |= there.getOrDefault(commit, Set.of()).contains(id);
    }
  }

  /** The tests that are flaky, in the order of their names, at most so many. */
  List<String> flaky(int most) {
    List<String> found = new ArrayList<>();
    tests.forEach((id, history) -> {
      if (history.torn || (history.passed && history.failed && history.changes >= CHANGES)) {
        found.add(id);
      }
    });
    found.sort(null);
    return found.size() <= most ? found : found.subList(0, most);
  }
}
