package dev.headgate.server.mirror;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** Whether and how bodies are compressed for a client. */
final class Compression {
  /** Smaller bodies gain nothing. */
  private static final int WORTHWHILE = 1024;

  private Compression() {}

  /** Whether an Accept-Encoding field allows gzip (RFC 9110 §12.5.3). */
  static boolean accepted(@Nullable String acceptEncoding) {
    if (acceptEncoding == null) {
      return false;
    }
    for (String coding : acceptEncoding.toLowerCase(Locale.ROOT).split(",", -1)) {
      String[] parts = coding.strip().split(";", 2);
      boolean gzip = parts[0].strip().equals("gzip") || parts[0].strip().equals("x-gzip");
      if (gzip) {
        return parts.length < 2 || !parts[1].replace(" ", "").matches("q=0(?:\\.0{0,3})?");
      }
    }
    return false;
  }

  /** Whether a body of that type and length is worth compressing. */
  static boolean worthwhile(@Nullable String contentType, int length) {
    if (contentType == null || length < WORTHWHILE) {
      return false;
    }
    String type = contentType.toLowerCase(Locale.ROOT);
    return type.startsWith("text/")
        || type.contains("json")
        || type.contains("xml")
        || type.startsWith("application/vnd.github");
  }

  static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length / 4 + 64);
    try (GZIPOutputStream gzip = new GZIPOutputStream(out, 8192)) {
      gzip.write(bytes);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return out.toByteArray();
  }
}
