package dev.headgate.core.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlaceholdersTest {
  private static final Map<String, String> VALUES = Map.of("id", "p-1", "trap", "${id} $1 \\");

  @ParameterizedTest
  @CsvSource({
    "build ${id}, build p-1",
    "${id}${id}, p-1p-1",
    "${trap}, ${id} $1 \\",
    "$${id}, ${id}",
    "$id {id} $, $id {id} $",
  })
  void putsValuesInAsTheyAre(String text, String filled) {
    assertThat(Placeholders.fill(text, VALUES)).isEqualTo(filled);
  }

  @Test
  void namesWhatHasNoValueAndWhatWould() {
    assertThatThrownBy(() -> Placeholders.fill("${commit}", VALUES))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("${commit}: no such parameter (expected: one of id, trap)");
  }

  @Test
  void aValueIsWrittenAsItsPlaceNeedsIt() {
    assertThat(Placeholders.fill("a ${trap}", VALUES, value -> value.replace("$", "$$")))
        .isEqualTo("a $${id} $$1 \\");
  }
}
