package dev.headgate.storage.postgres.queue;

import org.jspecify.annotations.Nullable;

/** Text as the database can keep it. */
final class Text {

  private Text() {}

  /** With U+FFFD for NUL, the one character that it cannot. */
  static String storable(String text) {
    return text.indexOf('\0') < 0 ? text : text.replace('\0', '\uFFFD');
  }

  static @Nullable String storableOrNull(@Nullable String text) {
    return text == null ? null : storable(text);
  }
}
