package dev.headgate.server.fleet;

import static dev.headgate.server.fleet.Fleet.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headgate.github.simulator.Scenario;
import dev.headgate.storage.testing.OwnRedis;
import dev.headgate.storage.testing.RealRedis;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three servers under load whose Redis goes away and comes back. */
class RedisOutageTest {
  private static final String MIRRORED = "/repos/octo/hello";
  private static final String OPEN = "/repos/fleet/open";
  private static final String CLOSED = "/repos/fleet/closed";
  private static final int CALLERS = 2;
  private static final int LIMIT = 90;
  private static final Duration PAUSE = Duration.ofMillis(10);

  /** A call that waits in vain takes 0.9 s to read and 1.8 s to change something. */
  private static final Duration WAIT = Duration.ofMillis(800);

  private static final Duration TWICE = Duration.ofMillis(2400);
  private static final List<String> RULES =
      List.of(
          "{name: open, match: {path: %s}, permits: 1, per: 1h, on-store-failure: open}"
              .formatted(OPEN),
          "{name: closed, match: {path: %s}, permits: 1000000, per: 1s, on-store-failure: closed}"
              .formatted(CLOSED),
          local("killed"),
          local("frozen"));

  private static OwnRedis redis;
  private static Fleet fleet;

  private static String local(String name) {
    return "{name: %s, match: {path: /repos/fleet/%s}, permits: %d, per: 1h}"
        .formatted(name, name, LIMIT);
  }

  @BeforeAll
  static void start(@TempDir Path directory) throws IOException {
    redis = RealRedis.own();
    fleet =
        new Fleet(
            directory,
            3,
            RULES,
            Map.of("STORAGE_TYPE", "redis", "REDIS_URL", "redis://127.0.0.1:" + redis.port()));
  }

  @AfterAll
  static void stop() {
    fleet.close();
    redis.close();
  }

  @Test
  void goesOnByPolicyWhileRedisIsKilledAndHealsByItself() {
    goesOnByPolicy("killed", redis::kill, redis::restart);
  }

  @Test
  void goesOnByPolicyWhileRedisHangsAndHealsByItself() {
    goesOnByPolicy("frozen", redis::freeze, redis::thaw);
  }

  private static void goesOnByPolicy(String name, Runnable goesAway, Runnable comesBack) {
    String local = "/repos/fleet/" + name;
    try (Load load = Load.on(fleet, CALLERS, PAUSE, MIRRORED, OPEN, CLOSED)) {
      load.lasting(Duration.ofSeconds(1));
      long gone = System.nanoTime();
      goesAway.run();
      fleet.awaitHealth(RedisOutageTest::degraded);
      long away = System.nanoTime();
      Answers shares = ask(local);
      long back = System.nanoTime();
      comesBack.run();
      fleet.awaitTogether();
      long healed = System.nanoTime();
      Answers together = ask(local);
      long last = System.nanoTime();
      Answers all = load.end();

      Answers outage = all.between(away, back);
      Answers waits =
          all.that(answer -> answer.ended() - gone > 0 && back - answer.began() > 0)
              .slowerThan(WAIT);
      int callers = 3 * CALLERS * fleet.size();
      System.out.printf(
          "Redis %s: noticed by all after %d ms, healed after %d ms; %d callers waited %d"
              + " times, %d longer than once; meanwhile %s %s, open %s, closed %s%n",
          name,
          (away - gone) / 1_000_000,
          (healed - back) / 1_000_000,
          callers,
          waits.count(),
          waits.slowerThan(TWICE).count(),
          MIRRORED,
          outage.to(MIRRORED).statuses(),
          outage.to(OPEN).statuses(),
          outage.to(CLOSED).statuses());
      assertThat(all.to(MIRRORED).statuses()).containsOnlyKeys(200);
      assertThat(outage.to(OPEN).statuses()).containsOnlyKeys(200);
      assertThat(outage.to(CLOSED).statuses()).containsOnlyKeys(503);
      assertThat(all.between(healed, last).to(OPEN).statuses()).containsKey(429);
      assertThat(all.between(healed, last).to(CLOSED).statuses()).containsOnlyKeys(200);
      for (int server = 0; server < fleet.size(); server++) {
        assertThat(shares.of(server).admitted().count())
            .as("the share of server %d", server)
            .isBetween(LIMIT / fleet.size(), LIMIT / fleet.size() + 1);
      }
      assertThat(together.admitted().count()).as("all together").isBetween(LIMIT, LIMIT + 1);
      assertThat(waits.count())
          .as("each caller waits for the store once at most, and the machine may stall a little")
          .isLessThanOrEqualTo(callers + 2);
      assertThat(waits.slowerThan(TWICE).count())
          .as("no request twice, but for stalls of the machine")
          .isLessThanOrEqualTo(2);
      assertThat(fleet.alive()).isTrue();
    }
  }

  /** More than the whole limit to each server. */
  private static Answers ask(String path) {
    try (Load load = Load.on(fleet, 2, Duration.ofMillis(1), path)) {
      await()
          .atMost(SOON)
          .until(() ->
              IntStream.range(0, fleet.size())
                  .allMatch(server -> load.soFar().of(server).count() > LIMIT));
      return load.end();
    }
  }

  private static boolean degraded(JsonNode report) {
    String list = report.path("degraded").toString();
    return report.path("status").asText().equals("degraded")
        && List.of("cache", "limits", "quota", "breakers").stream().allMatch(list::contains)
        && report.path("components").path("redis").path("circuit").asText().equals("open");
  }

  @Test
  void isUnhealthyWhenGitHubIsAwayAsWell() {
    assertThat(fleet.get(0, MIRRORED).statusCode()).isEqualTo(200);
    redis.kill();
    fleet.awaitHealth(RedisOutageTest::degraded);
    fleet.github().play(Scenario.outage(503));
    fleet.awaitHealth(report -> report.path("status").asText().equals("unhealthy"));

    JsonNode report = fleet.health(1);
    assertThat(report.path("github").asText()).isEqualTo("unhealthy");
    assertThat(report.path("cache").asText()).isEqualTo("degraded");
    assertThat(report.path("degraded").toString()).doesNotContain("github");
    assertThat(fleet.get(0, "/healthz").statusCode()).as("no reason to restart").isEqualTo(200);
    assertThat(fleet.get(0, MIRRORED).statusCode()).as("it has a copy").isEqualTo(200);

    fleet.github().clearScenarios();
    fleet.awaitHealth(RedisOutageTest::degraded);
    redis.restart();
    fleet.awaitTogether();
  }
}
