package dev.headgate.runtime.change;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.headgate.runtime.configuration.Mistake;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChangeRequestTest {
  private final List<Mistake> mistakes = new ArrayList<>();

  private Map<String, @Nullable String> read(String body) {
    try {
      return ChangeRequest.read(
          new JsonMapper().readTree(body.replace('\'', '"')),
          key -> key.equals("log.levels") ? "a.b:warn,c:info" : "",
          mistakes);
    } catch (JsonProcessingException malformed) {
      throw new AssertionError(body, malformed);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "{'max-retries': 2}; max-retries; 2",
        "{'MAX_RETRIES': '2'}; max-retries; 2",
        "{'rate-limit': {'enabled': true}}; rate-limit.enabled; true",
        "{'github': {'rate-limit': {'reserve-percent': 5}}}; github.rate-limit.reserve-percent; 5",
        "{'cors.allowed-origins': ['https://a', 'https://b']}; cors.allowed-origins;"
            + " https://a,https://b",
        "{'log.levels.d.e': 'debug'}; log.levels; a.b:warn,c:info,d.e:debug",
        "{'log.levels.a.b': 'error'}; log.levels; a.b:error,c:info",
        "{'log.levels': {'a.b': null, 'd': 'debug'}}; log.levels; c:info,d:debug",
        "{'log': {'levels': {'c': 'trace'}}}; log.levels; a.b:warn,c:trace",
        "{'log.levels': 'x:info'}; log.levels; x:info",
        "{'LOG_LEVELS': {'c': null}}; log.levels; a.b:warn",
        "{'rate-limit.allow-list': ''}; rate-limit.allow-list; ''"
      })
  void readsWhatIsWanted(String body, String key, String text) {
    assertThat(read(body)).containsOnly(Map.entry(key, text));
    assertThat(mistakes).isEmpty();
  }

  @Test
  void nullTakesAChangeBack() {
    assertThat(read("{'max-retries': null, 'log.levels': null}"))
        .containsEntry("max-retries", null)
        .containsEntry("log.levels", null);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "{}",
        "3",
        "{'max-retries': {'a': 1}}",
        "{'max-retries': ''}",
        "{'max-retries': 1, 'MAX_RETRIES': 2}",
        "{'log.levels': null, 'log': {'levels': 'a:info'}}",
        "{'github.token': 'ghp_secret'}",
        "{'worker.concurrency.batch': 3}",
        "{'rate-limit.rules': []}",
        "{'cache.freshness-by-path': {'/**': 'max-age'}}",
        "{'no.such.thing': 'ghp_secret'}"
      })
  void namesWhatIsWrong(String body) {
    read(body);
    assertThat(mistakes).hasSize(1);
    assertThat(mistakes.toString()).doesNotContain("ghp_secret");
  }

  @Test
  void namesEachMistakeWithItsMend() {
    read("{'max-retrie': 1, 'GITHUB_TOKEN': 'x', 'RATE_LIMIT_DEFAUL': 3, 'rate-limit.rules': 1}");
    assertThat(mistakes)
        .extracting(Mistake::mend)
        .containsExactly(
            "did you mean max-retries?",
            "set GITHUB_TOKEN, or github.token in the file, and restart",
            "did you mean RATE_LIMIT_DEFAULT?",
            "write it in the file, or PUT /api/v1/limits/{rule}");
  }
}
