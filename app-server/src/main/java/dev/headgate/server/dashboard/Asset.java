package dev.headgate.server.dashboard;

import dev.headgate.server.endpoint.Answer;
import dev.headgate.server.endpoint.Call;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.eclipse.jetty.http.HttpHeader;

/**
 * One of the page's files, read once from the class path. The page holds no data and may be had by
 * everybody; it runs no script but its own, asks nobody but its server, and lies in nobody's frame.
 */
final class Asset {
  private static final Map<String, String> FIELDS =
      Map.of(
          "Content-Security-Policy",
          "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
              + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
          "X-Frame-Options",
          "DENY",
          "Referrer-Policy",
          "no-referrer",
          "Cross-Origin-Opener-Policy",
          "same-origin",
          "Cross-Origin-Resource-Policy",
          "same-origin",
          // A new version of Headgate brings a new page: it is asked for, and mostly unchanged.
          "Cache-Control",
          "no-cache",
          "Vary",
          "Accept-Encoding");

  private final String contentType;
  private final byte[] plain;
  private final byte[] zipped;
  private final String tag;

  private Asset(String contentType, byte[] plain) {
    this.contentType = contentType;
    this.plain = plain;
    this.zipped = zipped(plain);
    this.tag = "\"" + digest(plain) + "\"";
  }

  /**
   * A file of the class path.
   *
   * @throws IllegalStateException if it is not there
   */
  static Asset of(String resource, String contentType) {
    try (InputStream in = Asset.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(
            "resource: %s is missing (expected: on the class path)".formatted(resource));
      }
      return new Asset(contentType, in.readAllBytes());
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  Answer answer(Call call) {
    var asked = call.exchange().getHeaders();
    if (asked.getCSV(HttpHeader.IF_NONE_MATCH, true).contains(tag)) {
      return fielded(Map.of(), 304, "", new byte[0]);
    }
    boolean gzip =
        asked.getQualityCSV(HttpHeader.ACCEPT_ENCODING).contains("gzip")
            && zipped.length < plain.length;
    return gzip
        ? fielded(Map.of("Content-Encoding", "gzip"), 200, contentType, zipped)
        : fielded(Map.of(), 200, contentType, plain);
  }

  private Answer fielded(Map<String, String> more, int status, String type, byte[] body) {
    Map<String, String> fields = new LinkedHashMap<>(FIELDS);
    fields.put("ETag", tag);
    fields.putAll(more);
    return new Answer(status, type, body, fields);
  }

  private static byte[] zipped(byte[] plain) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(plain);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  private static String digest(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content), 0, 12);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA-256", impossible);
    }
  }
}
