package dev.headgate.core.graphql;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GraphqlAnswerTest {
  private static final List<String> COST = List.of("rateLimit", "cost");

  @Test
  void findsTheCostWhereverItStands() {
    assertThat(cost("{\"data\":{\"rateLimit\":{\"cost\":51}}}")).hasValue(51);
    assertThat(
            cost(
                "{ \"extensions\" : [1, {\"data\": 2}],\"data\": {\"é\": {\"cost\": 7, \"x\":"
                    + " \"}\"}, \"rateLimit\" : {\"limit\":5000, \"cost\" : 3 } } }"))
        .hasValue(3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{\"data\":null}",
        "{\"data\":{\"rateLimit\":null}}",
        "{\"data\":{\"rateLimit\":{\"cost\":null}}}",
        "{\"data\":{\"rateLimit\":{\"cost\":-1}}}",
        "{\"data\":{\"rateLimit\":{\"cost\":99999999999}}}",
        "{\"rateLimit\":{\"cost\":3}}",
        "{\"data\":{\"rateLimit\":{\"co",
      })
  void findsNoCostWhereNoneIs(String answer) {
    assertThat(cost(answer)).isEmpty();
  }

  @Test
  void tellsWholeAnswersFromThoseWithErrors() {
    assertThat(clean("{\"data\":{\"errors\":[]}} ")).isTrue();
    assertThat(clean("{\"data\":{\"a\":1},\"errors\":[]}")).isFalse();
    assertThat(clean("{\"errors\":[{}],\"data\":{\"a\":1}}")).isFalse();
    assertThat(clean("{\"data\":null}")).isFalse();
    assertThat(clean("{\"message\":\"Bad credentials\"}")).isFalse();
    assertThat(clean("{\"data\":{\"a\":1}")).isFalse();
    assertThat(clean("<html>")).isFalse();
  }

  private static OptionalLong cost(String answer) {
    return GraphqlAnswer.number(answer.getBytes(StandardCharsets.UTF_8), COST);
  }

  private static boolean clean(String answer) {
    return GraphqlAnswer.clean(answer.getBytes(StandardCharsets.UTF_8));
  }
}
