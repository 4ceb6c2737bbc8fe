package dev.headgate.server;

import static dev.headgate.server.testing.MirrorFixture.cache;
import static dev.headgate.server.testing.MirrorFixture.field;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headgate.github.simulator.Scenario;
import dev.headgate.server.testing.MirrorFixture;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Alice may see the plans, Bob may not; and what GitHub tells one of himself is not the other's.
 */
class IdentityTest {
  private static final String ALICE = "ghp_alicestoken";
  private static final String BOB = "ghp_bobstoken";
  private static final String PLANS = "/repos/acme/private-plans";
  private static final String PUBLIC = "/repos/acme/public";

  @Test
  void revalidatedReadsShowNothingOfAnothersRights() {
    try (MirrorFixture mirror = start()) {
      HttpResponse<String> before = mirror.get(PLANS, BOB);
      HttpResponse<String> alices = mirror.get(PLANS, ALICE);

      assertThat(before.statusCode()).isEqualTo(404);
      assertThat(alices.statusCode()).isEqualTo(200);
      assertHiddenFrom(mirror.get(PLANS, BOB));
      assertHiddenFrom(mirror.get(PLANS, ""));
      HttpResponse<String> again = mirror.get(PLANS, ALICE);
      assertThat(cache(again)).isEqualTo("ONLINE_HIT");
      assertThat(again.body()).isEqualTo(alices.body());
    }
  }

  @Test
  void aSharedBodyComesWithTheCallersOwnFields() {
    try (MirrorFixture mirror = start()) {
      HttpResponse<String> alices = mirror.get(PUBLIC, ALICE);
      HttpResponse<String> bobs = mirror.get(PUBLIC, BOB);

      assertThat(cache(bobs)).isEqualTo("ONLINE_HIT");
      assertThat(bobs.body()).isEqualTo(alices.body());
      assertThat(field(alices, "X-OAuth-Scopes")).isEqualTo("repo, admin:org");
      assertThat(field(bobs, "X-OAuth-Scopes")).isEqualTo("read:user");
      assertThat(field(bobs, "ETag")).isNotEqualTo(field(alices, "ETag"));
      assertThat(field(mirror.get(PUBLIC, ""), "X-OAuth-Scopes")).isEmpty();
    }
  }

  @Test
  void aNotFoundIsNeitherSharedNorKept() {
    try (MirrorFixture mirror = start()) {
      assertThat(mirror.get(PLANS, BOB).statusCode()).isEqualTo(404);
      assertThat(mirror.get(PLANS, ALICE).statusCode()).isEqualTo(200);

      mirror.github().grant("acme/private-plans", "bob");

      assertThat(mirror.get(PLANS, BOB).statusCode()).isEqualTo(200);
      HttpResponse<String> expelled = mirror.get(PLANS, ALICE);
      assertThat(expelled.statusCode()).isEqualTo(404);
      assertThat(expelled.body()).doesNotContain("full_name");
      mirror.github().play(Scenario.outage(500));
      assertThat(mirror.get(PLANS, ALICE).body()).doesNotContain("full_name");
    }
  }

  @Test
  void freshCopiesAreServedOnlyToThoseWhomGitHubLetSeeThem() {
    try (MirrorFixture mirror = start("CACHE_FRESHNESS", "max-age")) {
      mirror.get(PLANS, ALICE);
      mirror.get(PUBLIC, ALICE);
      int asked = mirror.upstream().size();

      HttpResponse<String> fresh = mirror.get(PLANS, ALICE);
      assertThat(cache(fresh)).isEqualTo("ONLINE_HIT");
      assertThat(field(fresh, "X-OAuth-Scopes")).isEqualTo("repo, admin:org");
      assertThat(mirror.upstream()).hasSize(asked);

      assertHiddenFrom(mirror.get(PLANS, BOB));
      mirror.get(PUBLIC, BOB);
      assertThat(mirror.upstream()).hasSize(asked + 2);
      HttpResponse<String> bobsFresh = mirror.get(PUBLIC, BOB);
      assertThat(mirror.upstream()).hasSize(asked + 2);
      assertThat(field(bobsFresh, "X-OAuth-Scopes")).isEqualTo("read:user");
      assertThat(field(bobsFresh, "X-RateLimit-Remaining"))
          .isNotEqualTo(field(fresh, "X-RateLimit-Remaining"));
    }
  }

  @Test
  void offlineEachSeesOnlyWhatHeHasSeenBefore() {
    try (MirrorFixture mirror = start("GITHUB_STATUS_SLEEP_TIME", "50ms")) {
      HttpResponse<String> alices = mirror.get(PLANS, ALICE);
      mirror.get(PUBLIC, ALICE);
      mirror.get(PUBLIC, BOB);
      mirror.github().play(Scenario.outage(503));
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> cache(mirror.get(PLANS, ALICE)).equals("OFFLINE_HIT"));

      HttpResponse<String> held = mirror.get(PLANS, ALICE);
      assertThat(held.statusCode()).isEqualTo(200);
      assertThat(held.body()).isEqualTo(alices.body());
      assertThat(field(held, "Age")).isNotEmpty();

      HttpResponse<String> bobs = mirror.get(PLANS, BOB);
      assertThat(bobs.statusCode()).isEqualTo(503);
      assertThat(cache(bobs)).isEqualTo("OFFLINE_MISS");
      assertThat(field(bobs, "Retry-After")).isNotEmpty();
      assertThat(bobs.body()).doesNotContain("private-plans").contains("\"message\"");

      HttpResponse<String> shared = mirror.get(PUBLIC, BOB);
      assertThat(cache(shared)).isEqualTo("OFFLINE_HIT");
      assertThat(field(shared, "X-OAuth-Scopes")).isEqualTo("read:user");
      assertThat(mirror.get(PUBLIC, "ghp_somebodyelse").statusCode()).isEqualTo(503);
    }
  }

  @Test
  void withoutQuotaEachSeesOnlyWhatHeHasSeenBefore() {
    try (MirrorFixture mirror = start()) {
      HttpResponse<String> alices = mirror.get(PLANS, ALICE);
      mirror.github().play(Scenario.of(Scenario.Kind.PRIMARY_EXHAUSTED));

      HttpResponse<String> held = mirror.get(PLANS, ALICE, "Prefer", "wait=0");
      assertThat(held.statusCode()).isEqualTo(200);
      assertThat(held.body()).isEqualTo(alices.body());
      assertThat(cache(held)).isEqualTo("RATE_LIMITED_HIT");
      assertThat(field(held, "Age")).isNotEmpty();

      HttpResponse<String> learnt = mirror.get(PLANS, BOB, "Prefer", "wait=0");
      int asked = mirror.upstream().size();
      HttpResponse<String> known = mirror.get(PLANS, BOB, "Prefer", "wait=0");
      for (HttpResponse<String> bobs : List.of(learnt, known)) {
        assertThat(bobs.statusCode()).isEqualTo(403);
        assertThat(cache(bobs)).isEqualTo("RATE_LIMITED_MISS");
        assertThat(field(bobs, "X-RateLimit-Remaining")).isEqualTo("0");
        assertThat(field(bobs, "X-RateLimit-Reset")).isNotEmpty();
        assertThat(bobs.body()).contains("rate limit").doesNotContain("private-plans");
      }
      assertThat(field(known, "Retry-After")).isNotEmpty();
      assertThat(mirror.upstream()).as("GitHub is not called again").hasSize(asked);
    }
  }

  private static void assertHiddenFrom(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body()).contains("Not Found").doesNotContain("full_name");
    assertThat(field(answer, "X-OAuth-Scopes")).doesNotContain("admin:org");
  }

  private static MirrorFixture start(String... settings) {
    MirrorFixture mirror = MirrorFixture.start(settings);
    mirror.github().mapToken(ALICE, "alice", "repo", "admin:org");
    mirror.github().mapToken(BOB, "bob", "read:user");
    mirror.github().grant("acme/private-plans", "alice");
    return mirror;
  }
}
