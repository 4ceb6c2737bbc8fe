package dev.headgate.server.webhook;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/** Payloads of the shapes that GitHub documents, of one repository: {@code acme/rocket}. */
final class Payloads {
  private Payloads() {}

  /** The payload of that name, such as {@code push} or {@code issues-transferred}. */
  static byte[] named(String name) {
    String file = "/webhooks/" + name + ".json";
    try (InputStream in = Payloads.class.getResourceAsStream(file)) {
      return Objects.requireNonNull(in, file).readAllBytes();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
