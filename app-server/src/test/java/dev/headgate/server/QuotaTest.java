package dev.headgate.server;

import static dev.headgate.server.testing.MirrorFixture.cache;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.github.simulator.SimulatorLimits;
import dev.headgate.github.simulator.SimulatorOptions;
import dev.headgate.server.testing.MirrorFixture;
import java.net.http.HttpResponse;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class QuotaTest {
  private final MirrorFixture mirror =
      MirrorFixture.start(
          SimulatorOptions.DEFAULTS.withLimits(SimulatorLimits.unlimited()),
          InstantSource.system());

  @AfterAll
  void close() {
    mirror.close();
  }

  @Test
  void aRotatedTokenCostsNoQuota() {
    staysFree("/repos/octo/rotated", "ghp_first", "ghp_second");
  }

  @Test
  void aRotatedTokenCostsNoQuotaForAList() {
    staysFree("/repos/octo/rotated/issues?per_page=10", "ghp_listed", "ghp_relisted");
  }

  @Test
  void aRotatedInstallationTokenCostsNoQuota() {
    mirror.github().mapInstallation("ghs_firstHour", 7);
    staysFree("/repos/octo/rotated/pulls", "ghs_firstHour", "ghs_secondHour");
  }

  private void staysFree(String path, String before, String after) {
    HttpResponse<String> first = mirror.get(path, before);
    mirror.github().rotateToken(before, after, true);
    long spent = mirror.github().stats().totalSpent();

    HttpResponse<String> second = mirror.get(path, after);

    assertThat(first.statusCode()).isEqualTo(200);
    assertThat(second.statusCode()).isEqualTo(200);
    assertThat(second.body()).isEqualTo(first.body());
    assertThat(cache(second)).isEqualTo("ONLINE_HIT");
    assertThat(mirror.github().stats().totalSpent()).isEqualTo(spent);
    assertThat(mirror.lastUpstream().header("Authorization"))
        .isNotEqualTo(mirror.upstream(path).getFirst().header("Authorization"));
  }

  @Test
  void aColdEmptyListCostsNoQuota() {
    long spent = mirror.github().stats().totalSpent();

    HttpResponse<String> list = mirror.get("/repos/octo/empty-one/issues", "ghp_empty");

    assertThat(list.statusCode()).isEqualTo(200);
    assertThat(list.body()).isEqualTo("[]");
    assertThat(mirror.github().stats().totalSpent()).isEqualTo(spent);
  }

  /** What a perfect cache that asks for every caller pays: one for each version that is read. */
  @Test
  void aZipfWorkloadSavesNearlyWhatAPerfectCacheSaves() {
    int reads = 1500;
    int resources = 50;
    List<String> accepts = List.of("*/*", "application/json", "application/vnd.github.v3+json");
    Random random = new Random(20_261_120);
    Map<String, Integer> versions = new HashMap<>();
    for (int i = 0; i < resources; i++) {
      change("/zipf/" + i, 1, versions);
    }
    for (int i = 0; i < 5; i++) {
      mirror.github().mapToken("ghp_zipf" + i, "zipf" + i, "repo");
    }
    Set<String> perfect = new HashSet<>();
    long before = mirror.github().stats().totalSpent();

    for (int read = 0; read < reads; read++) {
      if (read % 150 == 149) {
        String changed = "/zipf/" + zipf(random, resources);
        change(changed, versions.getOrDefault(changed, 0) + 1, versions);
      }
      int caller = random.nextInt(5);
      String path = read % 25 == 0 ? "/user" : "/zipf/" + zipf(random, resources);
      String expected =
          path.equals("/user")
              ? "\"login\":\"zipf" + caller + "\""
              : "{\"path\":\"" + path + "\",\"version\":" + versions.get(path) + "}";
      HttpResponse<String> answer =
          mirror.get(path, "ghp_zipf" + caller, "Accept", accepts.get(random.nextInt(3)));
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).contains(expected);
      perfect.add(path + " " + expected);
    }

    long spent = mirror.github().stats().totalSpent() - before;
    double saved = (double) (reads - spent) / (reads - perfect.size());
    assertThat(spent).isGreaterThanOrEqualTo(perfect.size());
    assertThat(saved)
        .as("%d reads, %d spent, %d by a perfect cache", reads, spent, perfect.size())
        .isGreaterThanOrEqualTo(0.97);
  }

  private void change(String path, int version, Map<String, Integer> versions) {
    mirror.github().putJson(path, "{\"path\":\"%s\",\"version\":%d}".formatted(path, version));
    versions.put(path, version);
  }

  /** An index that follows Zipf's law, by inversion of its approximate distribution. */
  private static int zipf(Random random, int size) {
    return (int) Math.pow(size, random.nextDouble()) - 1;
  }
}
