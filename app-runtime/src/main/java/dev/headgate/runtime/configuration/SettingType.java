package dev.headgate.runtime.configuration;

import dev.headgate.core.identity.Redactor;
import dev.headgate.core.identity.Secret;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * How the text of a setting becomes a value.
 *
 * @param rule what a value must look like, to be read after "expected:"
 * @param secret whether texts of this type are never shown
 * @param mask how a text of this type is shown, well-formed or not
 * @param reader makes the value; throws {@link IllegalArgumentException} where the rule is broken
 */
public record SettingType<T>(
    String rule, boolean secret, UnaryOperator<String> mask, Function<String, T> reader) {

  static <T> SettingType<T> open(String rule, Function<String, T> reader) {
    return new SettingType<>(rule, false, Redactor.FORMS::redact, reader);
  }

  static <T> SettingType<T> secret(String rule, Function<String, T> reader) {
    return new SettingType<>(rule, true, text -> Secret.MASK, reader);
  }

  /** A URL that may carry credentials: all before its last {@code @} is masked. */
  static <T> SettingType<T> url(String rule, Function<String, T> reader) {
    return new SettingType<>(
        rule,
        false,
        text -> Redactor.FORMS.redact(text.replaceFirst("(?s)//.*@", "//" + Secret.MASK + "@")),
        reader);
  }

  /**
   * The value of this text, surrounding spaces aside.
   *
   * @throws IllegalArgumentException if the rule is broken; the message never shows the text
   */
  T parse(String text) {
    try {
      return reader.apply(text.strip());
    } catch (IllegalArgumentException | ArithmeticException broken) {
      // The reader's message may quote the text, which may be secret: the rule says enough.
      throw new IllegalArgumentException("expected: " + rule);
    }
  }
}
