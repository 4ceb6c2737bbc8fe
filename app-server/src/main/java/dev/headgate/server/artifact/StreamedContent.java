package dev.headgate.server.artifact;

import dev.headgate.server.endpoint.Answer;
import dev.headgate.server.endpoint.Call;
import dev.headgate.server.endpoint.Problem;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.jetty.http.HttpHeader;
import org.jspecify.annotations.Nullable;

/** Content of known length as an answer: whole or the range that the client asks for. */
final class StreamedContent {
  private static final int CHUNK = 64 * 1024;
  private static final Map<String, String> HARMLESS =
      Map.of(
          "Content-Security-Policy", "default-src 'none'; sandbox",
          "Cache-Control", "private, no-store",
          "Accept-Ranges", "bytes");

  /** Opens the content at a place, for so many bytes. */
  @FunctionalInterface
  interface Source {
    InputStream open(long from, long length) throws IOException;
  }

  private StreamedContent() {}

  /**
   * The answer.
   *
   * @param tag the content's strong entity tag; null where it has none
   * @param fileName what to save it as
   * @throws Problem 416 where the range lies beyond the end; 412 where If-Match names another tag
   */
  static Answer of(
      Call call, String type, long total, @Nullable String tag, String fileName, Source source)
      throws IOException {
    checkMatch(call, tag);
    ByteRange.Wish wish = ByteRange.of(range(call, tag), total);
    if (wish instanceof ByteRange.Wish.Unsatisfiable) {
      throw new Problem(
          416,
          "range-not-satisfiable",
          "Range not satisfiable",
          "Range: beyond the end (expected: within %d bytes)".formatted(total),
          Map.of(),
          Map.of("Content-Range", "bytes */" + total));
    }
    boolean part = wish instanceof ByteRange.Wish.Part;
    ByteRange range =
        wish instanceof ByteRange.Wish.Part some ? some.range() : new ByteRange(0, total);
    Map<String, String> fields = new LinkedHashMap<>(HARMLESS);
    fields.put("Content-Length", Long.toString(range.length()));
    fields.put("Content-Disposition", "attachment; filename=\"%s\"".formatted(fileName));
    if (tag != null) {
      fields.put("ETag", tag);
    }
    if (part) {
      fields.put(
          "Content-Range",
          "bytes %d-%d/%d".formatted(range.from(), range.from() + range.length() - 1, total));
    }
    boolean head = call.exchange().getMethod().equals("HEAD");
    InputStream content =
        head ? InputStream.nullInputStream() : source.open(range.from(), range.length());
    return new Answer(
        part ? 206 : 200, type, new byte[0], fields, new Copy(content, range.length()));
  }

  private static void checkMatch(Call call, @Nullable String tag) {
    String wanted = call.exchange().getHeaders().get(HttpHeader.IF_MATCH);
    if (wanted != null && !wanted.equals("*") && (tag == null || !wanted.contains(tag))) {
      throw new Problem(
          412,
          "precondition-failed",
          "Precondition failed",
          "If-Match: another tag (expected: %s)".formatted(tag == null ? "none" : tag),
          Map.of());
    }
  }

  /** A range of what the client had before only counts while it is the same. */
  private static String range(Call call, @Nullable String tag) {
    String range = call.exchange().getHeaders().get(HttpHeader.RANGE);
    String condition = call.exchange().getHeaders().get(HttpHeader.IF_RANGE);
    boolean counts = range != null && (condition == null || condition.equals(tag));
    return counts ? range : "";
  }

  /** A name that is safe in a header and on any disk. */
  static String safe(String name) {
    String plain = name.replaceAll("[^A-Za-z0-9._-]+", "-");
    return plain.substring(0, Math.min(100, plain.length()));
  }

  private static final class Copy implements Answer.Stream {
    private final InputStream content;
    private final long length;

    Copy(InputStream content, long length) {
      this.content = content;
      this.length = length;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
      byte[] chunk = new byte[CHUNK];
      long left = length;
      while (left > 0) {
        int count = content.read(chunk, 0, (int) Math.min(chunk.length, left));
        if (count < 0) {
          throw new EOFException("the content ended %d bytes early".formatted(left));
        }
        out.write(chunk, 0, count);
        left -= count;
      }
    }

    @Override
    public void close() {
      try {
        content.close();
      } catch (IOException broken) {
        // It was only read; whatever it was, the client has been served or has left.
        return;
      }
    }
  }
}
