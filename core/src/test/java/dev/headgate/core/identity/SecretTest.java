package dev.headgate.core.identity;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SecretTest {

  private static final String VALUE = "correct horse bättery staple";

  @Test
  void showsAMaskWhereverItIsPrinted() {
    Secret secret = Secret.of(VALUE);

    assertThat(secret + "|" + List.of(secret) + "|" + Map.of("token", secret))
        .isEqualTo("****|[****]|{token=****}");
    assertThat(String.format("%s", secret)).isEqualTo("****");
  }

  @Test
  void isTheSameFromTextCharactersAndBytes() {
    assertThat(Secret.of(VALUE))
        .isEqualTo(Secret.of(VALUE.toCharArray()))
        .isEqualTo(Secret.of(VALUE.getBytes(UTF_8)));
    assertThat(Secret.of(VALUE.toCharArray()).reveal()).isEqualTo(VALUE);
    assertThat(Secret.of(VALUE).revealBytes()).isEqualTo(VALUE.getBytes(UTF_8));
  }

  @Test
  void differsFromEveryOtherValue() {
    assertThat(Secret.of("a-secret")).isNotEqualTo(Secret.of("A-secret")).isNotEqualTo("a-secret");
    assertThat(Secret.of("a-secret")).isNotEqualTo(Secret.of("a-secret-longer"));
  }

  @Test
  void saysNothingByItsHashCode() {
    assertThat(Secret.of("one").hashCode()).isEqualTo(Secret.of("another").hashCode());
  }

  @Test
  void matchesWhatACallerPresentsOnlyIfItIsTheSame() {
    assertThat(Secret.of(VALUE).matches(VALUE)).isTrue();
    assertThat(Secret.of(VALUE).matches(VALUE + " ")).isFalse();
    assertThat(Secret.of(VALUE).matches("")).isFalse();
  }

  @Test
  void isNotAffectedByChangesToWhatItWasMadeFrom() {
    char[] characters = VALUE.toCharArray();
    byte[] bytes = VALUE.getBytes(UTF_8);
    Secret ofCharacters = Secret.of(characters);
    Secret ofBytes = Secret.of(bytes);
    characters[0] = 'X';
    bytes[0] = 'X';
    ofBytes.revealBytes()[0] = 'X';

    assertThat(ofCharacters.reveal()).isEqualTo(VALUE);
    assertThat(ofBytes.reveal()).isEqualTo(VALUE);
  }

  @Test
  void cannotBeSerialised() {
    assertThat(Serializable.class.isAssignableFrom(Secret.class)).isFalse();
  }

  @Test
  void holdsNoStringOfItsOwn() {
    assertThat(Secret.class.getDeclaredFields())
        .filteredOn(field -> !java.lang.reflect.Modifier.isStatic(field.getModifiers()))
        .allSatisfy(field -> assertThat(field.getType()).isEqualTo(byte[].class));
  }

  @Test
  void refusesToBeEmpty() {
    assertThatThrownBy(() -> Secret.of(""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("secret: empty (expected: at least one character)");
  }
}
