package dev.headgate.storage.postgres.connection;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Statements that lie in files beside the classes that run them. */
public final class Sql {

  private Sql() {}

  /**
   * The text of a statement's file.
   *
   * @param owner the class that runs it, whose package the file lies in
   * @param file its name, such as {@code acquire.sql}
   * @throws IllegalArgumentException if there is no such file
   */
  public static String load(Class<?> owner, String file) {
    try (InputStream content = owner.getResourceAsStream(file)) {
      if (content == null) {
        throw new IllegalArgumentException(
            "file: %s (expected: a resource beside %s)".formatted(file, owner.getName()));
      }
      return new String(content.readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(file, unreadable);
    }
  }
}
