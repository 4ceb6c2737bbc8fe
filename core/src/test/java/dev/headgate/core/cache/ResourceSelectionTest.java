package dev.headgate.core.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class ResourceSelectionTest {
  private static ResourceKey key(String target) {
    return new ResourceKey(target, "json", "");
  }

  @Test
  void aPathStandsForAllItsQueriesAndForNothingElse() {
    ResourceSelection issues = ResourceSelection.exactly("/repos/o/r/issues");
    assertThat(issues.contains(key("/repos/o/r/issues?page=2"))).isTrue();
    assertThat(issues.contains(key("/repos/o/r/issues"))).isTrue();
    assertThat(issues.contains(key("/repos/o/r/issues/1"))).isFalse();
    assertThat(issues.contains(key("/repos/o/r/issue"))).isFalse();
  }

  @Test
  void whatIsBeneathEndsAtASlash() {
    ResourceSelection repo = ResourceSelection.beneath("/repos/o/r");
    assertThat(repo.contains(key("/repos/o/r?x=/y"))).isTrue();
    assertThat(repo.contains(key("/repos/o/r/issues/1?x"))).isTrue();
    assertThat(repo.contains(key("/repos/o/r2"))).isFalse();
    assertThat(repo.contains(key("/repos/o"))).isFalse();
  }

  @Test
  void theCaseOfOwnersAndRepositoriesDoesNotMatter() {
    assertThat(ResourceSelection.beneath("/repos/Acme/R").contains(key("/repos/acme/r/pulls")))
        .isTrue();
    assertThat(ResourceSelection.exactly("/repos/acme/r").contains(key("/repos/ACME/R"))).isTrue();
    assertThat(ResourceSelection.folded("/Repos/\u00c9/r")).isEqualTo("/repos/\u00c9/r");
  }

  @Test
  void aSlashAtTheEndMeansTheSameAsNone() {
    assertThat(ResourceSelection.beneath("/orgs/acme/"))
        .isEqualTo(ResourceSelection.beneath("/orgs/acme"));
    assertThat(ResourceSelection.beneath("/").contains(key("/users/a"))).isTrue();
  }

  @Test
  void refusesWhatIsNoPath() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ResourceSelection.exactly("repos"))
        .withMessage("path: 'repos' (expected: begins with /, no query, at most 16384 characters)");
    assertThatIllegalArgumentException().isThrownBy(() -> ResourceSelection.beneath("/a?b"));
  }
}
