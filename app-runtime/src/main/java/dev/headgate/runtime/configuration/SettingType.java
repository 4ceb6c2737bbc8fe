package dev.headgate.runtime.configuration;

import java.util.function.Function;

/**
 * How the text of a setting becomes a value.
 *
 * @param rule what a value must look like, to be read after "expected:"
 * @param secret whether texts of this type are never shown
 * @param reader makes the value; throws {@link IllegalArgumentException} where the rule is broken
 */
public record SettingType<T>(String rule, boolean secret, Function<String, T> reader) {

  static <T> SettingType<T> open(String rule, Function<String, T> reader) {
    return new SettingType<>(rule, false, reader);
  }

  static <T> SettingType<T> secret(String rule, Function<String, T> reader) {
    return new SettingType<>(rule, true, reader);
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
