package dev.headgate.server.fleet;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** What a load got back. */
record Answers(List<Answer> all) {
  /**
   * One answer.
   *
   * @param status 0 where none came
   * @param began when it was asked for, by {@link System#nanoTime}
   * @param ended when it was there, by the same
   */
  record Answer(int server, String path, int status, long began, long ended) {
    boolean admitted() {
      return status != 429;
    }
  }

  Answers {
    all = List.copyOf(all);
  }

  Answers that(Predicate<Answer> those) {
    return new Answers(all.stream().filter(those).toList());
  }

  Answers to(String path) {
    return that(answer -> answer.path().equals(path));
  }

  Answers of(int server) {
    return that(answer -> answer.server() == server);
  }

  /** Those asked for after the one moment and there before the other. */
  Answers between(long from, long to) {
    return that(answer -> answer.began() - from >= 0 && to - answer.ended() >= 0);
  }

  Answers admitted() {
    return that(Answer::admitted);
  }

  Answers slowerThan(Duration time) {
    return that(answer -> answer.ended() - answer.began() > time.toNanos());
  }

  int count() {
    return all.size();
  }

  /** How often each status came. */
  Map<Integer, Long> statuses() {
    return all.stream()
        .collect(Collectors.groupingBy(Answer::status, TreeMap::new, Collectors.counting()));
  }

  /** From just before the first request to just after the last answer. */
  Duration longest() {
    return Duration.ofNanos(last(Answer::ended) - first(Answer::began));
  }

  /** From the first answer to the last request. */
  Duration shortest() {
    return Duration.ofNanos(last(Answer::began) - first(Answer::ended));
  }

  private long first(ToLongFunction<Answer> moment) {
    return all.stream().mapToLong(moment).min().orElseThrow();
  }

  private long last(ToLongFunction<Answer> moment) {
    return all.stream().mapToLong(moment).max().orElseThrow();
  }

  /**
   * By how many permits the worst span of time exceeds what a limit allows in it, counting the
   * answers that surely fell into it; negative or zero where none does.
   */
  double excessOver(double burst, double perSecond) {
    List<Answer> byEnd = all.stream().sorted(Comparator.comparingLong(Answer::ended)).toList();
    double worst = -burst;
    for (Answer first : all) {
      int inside = 0;
      for (Answer answer : byEnd) {
        if (answer.began() >= first.began()) {
          inside++;
          double span = (answer.ended() - first.began()) / 1e9;
          worst = Math.max(worst, inside - burst - perSecond * span);
        }
      }
    }
    return worst;
  }
}
