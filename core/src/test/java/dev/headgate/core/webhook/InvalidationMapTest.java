package dev.headgate.core.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.core.cache.ResourceSelection;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InvalidationMapTest {
  private static final Map<String, Object> REPOSITORY =
      Map.of("full_name", "o/r", "id", 7L, "name", "r", "owner", Map.of("login", "o"));

  @Test
  void meansARepositoryByItsNumberToo() {
    List<ResourceSelection> selections =
        of("issues", Map.of("repository", REPOSITORY, "issue", Map.of("number", 3L)));
    for (String base : List.of("/repos/o/r", "/REPOS/O/R", "/repositories/7")) {
      assertThat(means(selections, base + "/issues/3/comments")).as(base).isTrue();
      assertThat(means(selections, base + "/issues/33")).as(base).isFalse();
    }
  }

  @Test
  void everyPathThatMayStayFreshIsForgottenByAnEventThatItNeeds() {
    Map<String, Object> push = Map.of("repository", REPOSITORY, "ref", "refs/heads/main");
    assertThat(means(of("push", push), "/repos/o/r/contents/a/b")).isTrue();
    WatchedPaths.described()
        .forEach(
            (paths, events) -> assertThat(InvalidationMap.events()).as(paths).containsAll(events));
  }

  @Test
  void selectsNothingForWhatItDoesNotKnow() {
    assertThat(of("sponsorship", Map.of("repository", REPOSITORY))).isEmpty();
    assertThat(of("push", Map.of())).noneMatch(selection -> selection.containsPath("/repos/o/r"));
  }

  @Test
  void takesNoPathFromAPayloadThatIsNoName() {
    for (String name : List.of("o/r/../../x", "o", "/", "o/r?x", "o/ r", "o/r/issues")) {
      List<ResourceSelection> selections =
          of("push", Map.of("repository", Map.of("full_name", name), "ref", "refs/heads/m"));
      assertThat(selections)
          .as(name)
          .containsOnly(
              ResourceSelection.exactly("/user/repos"),
              ResourceSelection.exactly("/installation/repositories"));
    }
    List<ResourceSelection> odd =
        of("push", Map.of("repository", REPOSITORY, "ref", "refs/heads/a b?c#d/é%"));
    assertThat(means(odd, "/repos/o/r/branches/a%20b%3Fc%23d%2F%C3%A9%25")).isTrue();
    assertThat(means(odd, "/repos/o/r/branches/a%20b%3Fc%23d/%C3%A9%25")).isTrue();
  }

  private static List<ResourceSelection> of(String event, Map<String, Object> payload) {
    return InvalidationMap.of(new WebhookEvent(event, "d", payload));
  }

  private static boolean means(List<ResourceSelection> selections, String path) {
    return selections.stream().anyMatch(selection -> selection.containsPath(path));
  }
}
