package dev.headgate.core.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.core.http.Body;
import dev.headgate.core.http.Headers;
import dev.headgate.core.http.Target;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListPageTest {
  private static Representation page(int elements, Headers response) {
    String body =
        IntStream.range(0, elements)
            .mapToObj(i -> "{\"n\":[" + i + ",1]}")
            .collect(Collectors.joining(",", "[", "]"));
    return Representation.received(
        200, response, new Body(Samples.bytes(body)), Headers.NONE, Samples.NOON);
  }

  private static boolean fullAndLast(String target, int elements) {
    return ListPage.fullAndLast(Target.parse(target), page(elements, Headers.NONE));
  }

  @Test
  void isFullAtTheSizeThatWasAskedFor() {
    assertThat(fullAndLast("/issues", 30)).isTrue();
    assertThat(fullAndLast("/issues", 29)).isFalse();
    assertThat(fullAndLast("/issues?per_page=2", 2)).isTrue();
    assertThat(fullAndLast("/issues?per_page=500", 100)).isTrue();
    assertThat(fullAndLast("/issues?per_page=0", 30)).isTrue();
    assertThat(fullAndLast("/issues?per_page=x", 30)).isTrue();
    assertThat(fullAndLast("/issues?per_page=2", 0)).isFalse();
  }

  @Test
  void isNotTheLastWhereAnotherIsLinked() {
    Headers linked = Headers.of("Link", "<https://x/2>; rel=\"next\"");
    Headers back = Headers.of("Link", "<https://x/1>; rel=\"prev\"");
    Target target = Target.parse("/issues?per_page=2");
    assertThat(ListPage.fullAndLast(target, page(2, linked))).isFalse();
    assertThat(ListPage.fullAndLast(target, page(2, back))).isTrue();
  }

  @Test
  void isNotProbedWherePagesHaveNoNumbersOrTheBodyIsNoList() {
    assertThat(fullAndLast("/issues?per_page=2&after=abc", 2)).isFalse();
    assertThat(fullAndLast("/users?per_page=2&since=7", 2)).isFalse();
    Representation object =
        Representation.received(
            200, Headers.NONE, new Body(Samples.bytes("{}")), Headers.NONE, Samples.NOON);
    assertThat(ListPage.fullAndLast(Target.parse("/issues?per_page=1"), object)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "/issues, /issues?page=2",
    "/issues?per_page=2, /issues?per_page=2&page=2",
    "/issues?page=7&q=a%26b, /issues?page=8&q=a%26b",
    "/issues?page=x, /issues?page=2",
  })
  void countsOnToTheNextPage(String target, String next) {
    assertThat(ListPage.next(Target.parse(target))).hasToString(next);
  }

  @Test
  void putsTheNextPageInFrontOfTheLinksThatAreThere() {
    Headers linked =
        ListPage.withNext(Headers.of("Link", "<https://x/1>; rel=\"prev\""), "https://x/3");
    assertThat(linked.all("Link"))
        .containsExactly("<https://x/3>; rel=\"next\", <https://x/1>; rel=\"prev\"");
    assertThat(ListPage.withNext(Headers.NONE, "https://x/2").value("Link"))
        .isEqualTo("<https://x/2>; rel=\"next\"");
    assertThat(ListPage.linked(linked, "next")).isTrue();
    assertThat(ListPage.linked(linked, "last")).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[] | 0",
        "[ ] | 0",
        "[1] | 1",
        "[null,true , 3.5] | 3",
        "[[],[[]]] | 2",
        "[{\"a\":[1,2,3],\"b\":{\"c\":1}},{}] | 2",
        "[\"a,b]\",\"\\\"],[\"] | 2",
        "[\"\"] | 1",
        "[[1,2],\"x\\\\\"] | 2",
        "{\"a\":[1]} | -1",
        "[1,2 | -1",
        "[\"open | -1",
        "7 | -1",
        "\"[1]\" | -1",
      })
  void countsTheElementsOfALists(String body, int count) {
    assertThat(JsonElements.count(Samples.bytes(body))).isEqualTo(count);
  }

  @Test
  void countsNothingInNothing() {
    assertThat(JsonElements.count(new byte[0])).isEqualTo(-1);
  }
}
