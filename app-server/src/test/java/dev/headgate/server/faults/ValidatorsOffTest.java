package dev.headgate.server.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.github.simulator.GitHubSimulator;
import dev.headgate.github.simulator.SimulatorOptions;
import dev.headgate.github.simulator.ValidatorMode;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A GitHub whose entity tags are not those that can be computed: stored tags, and never a guess.
 */
class ValidatorsOffTest {
  private static final String PATH = "/mine/settings";

  private GitHubSimulator github;
  private Mirror mirror;

  @BeforeEach
  void start() throws Exception {
    github = new GitHubSimulator(SimulatorOptions.DEFAULTS);
    github.mapToken("ghp_alice", "alice", "repo");
    github.mapToken("ghp_bob", "bob", "repo");
    mirror = new Mirror(github.url());
  }

  @AfterEach
  void stop() {
    github.close();
    mirror.close();
  }

  @ParameterizedTest
  @EnumSource(names = {"LEGACY", "DRIFT"})
  void theTokenThatGotATagIsAnsweredByIt(ValidatorMode mode) throws Exception {
    github.validators(mode);
    github.putJson(PATH, "{\"version\":1}");
    String body = alice().body();
    long spent = github.stats().totalSpent();

    HttpResponse<String> again = alice();

    assertThat(Mirror.cache(again)).isEqualTo("ONLINE_HIT");
    assertThat(again.body()).isEqualTo(body);
    assertThat(github.stats().totalSpent()).isEqualTo(spent);
    assertThat(github.stats().notModified()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void everyTokenSeesItsOwnBodyAndEveryChangeAtOnce(ValidatorMode mode) throws Exception {
    github.validators(mode);
    for (int version = 1; version <= 4; version++) {
      String json = "{\"version\":" + version + "}";
      github.putJson(PATH, json);
      for (int read = 0; read < 2; read++) {
        assertThat(alice().body()).isEqualTo(json);
        assertThat(bob().body()).isEqualTo(json);
        assertThat(mirror.get(PATH).body()).isEqualTo(json);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"LEGACY", "DRIFT", "NONE"})
  void anotherTokenIsReadPlainly(ValidatorMode mode) throws Exception {
    github.validators(mode);
    github.putJson(PATH, "{\"version\":1}");
    alice();
    HttpResponse<String> bobs = bob();
    assertThat(Mirror.cache(bobs)).isEqualTo("ONLINE_MISS");
    assertThat(bobs.body()).isEqualTo("{\"version\":1}");
    assertThat(github.stats().notModified()).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void bodiesThatDifferByTokenAreNeverMixedUp(ValidatorMode mode) throws Exception {
    github.validators(mode);
    github.mapToken("ghp_bob", "bob", "repo");
    for (int read = 0; read < 3; read++) {
      assertThat(mirror.read("/user").body()).contains("\"login\":\"alice\"");
      assertThat(mirror.get("/user", "Authorization", Mirror.BOB).body())
          .contains("\"login\":\"bob\"");
    }
  }

  @Test
  void tagsThatStopFollowingTheFormulaAreNoLongerComputedAndNothingGoesWrong() throws Exception {
    for (int i = 0; i < 12; i++) {
      github.putJson(PATH + i, "{\"item\":" + i + "}");
    }
    mirror.read(PATH + 0);
    assertThat(Mirror.cache(mirror.get(PATH + 0, "Authorization", Mirror.BOB)))
        .as("while the formula holds, another token needs no plain read")
        .isEqualTo("ONLINE_HIT");

    github.validators(ValidatorMode.DRIFT);
    for (int i = 1; i <= 10; i++) {
      assertThat(mirror.read(PATH + i).body()).isEqualTo("{\"item\":" + i + "}");
    }
    github.clearStats();
    HttpResponse<String> plain = mirror.get(PATH + 1, "Authorization", Mirror.BOB);
    assertThat(plain.body()).isEqualTo("{\"item\":1}");
    assertThat(Mirror.cache(plain)).isEqualTo("ONLINE_MISS");
    assertThat(github.stats().conditional()).as("no computed tag is sent").isZero();
    assertThat(Mirror.cache(mirror.read(PATH + 1))).as("the stored tag").isEqualTo("ONLINE_HIT");

    github.validators(ValidatorMode.V1);
    for (int i = 0; i < 12; i++) {
      for (String token : new String[] {Mirror.ALICE, Mirror.BOB}) {
        assertThat(mirror.get(PATH + i, "Authorization", token).body())
            .isEqualTo("{\"item\":" + i + "}");
      }
    }
    assertThat(Mirror.cache(mirror.read(PATH + 3))).isEqualTo("ONLINE_HIT");
  }

  private HttpResponse<String> alice() throws Exception {
    return mirror.read(PATH);
  }

  private HttpResponse<String> bob() throws Exception {
    return mirror.get(PATH, "Authorization", Mirror.BOB);
  }
}
