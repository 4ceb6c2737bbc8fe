package dev.headgate.core.link;

import java.util.List;

/**
 * Rewrites the API URLs of a JSON text that comes in chunks cut at any byte, in one pass.
 *
 * <p>What is outside strings is {@link JsonPlace}'s business; this class steps through strings and
 * copies everything but the prefixes of URLs. It keeps back only the beginning of a value while
 * that may still turn out to be a prefix, some hundred bytes at most. Not thread-safe.
 */
final class JsonUrlRewriter {

  private enum State {
    OUTSIDE,
    NAME,
    TEXT,
    URL,
    /** The text is not JSON: all that follows is copied. */
    ABANDONED
  }

  /** Room for bodies that grow by an eighth, more than a longer host name makes them. */
  private static final int GROWTH = 3;

  private final ByteOutput output;
  private final JsonPlace place = new JsonPlace();
  private final FieldName name = new FieldName();
  private final EscapeDecoder escape = new EscapeDecoder();
  private final PrefixMatch match;
  private final ByteOutput held = new ByteOutput(64);

  private State state = State.OUTSIDE;
  private boolean textEscape;
  private boolean rewritten;
  private int unitStart;

  /** The current chunk's first byte that is not in the output. */
  private int unwritten;

  /** Where the current URL began, relative to the current chunk, hence negative if before it. */
  private int urlStart;

  JsonUrlRewriter(List<ApiPrefix> prefixes, ByteOutput output) {
    this.match = new PrefixMatch(prefixes);
    this.output = output;
  }

  /** The body with its URLs rewritten, or the very same array if there are none. */
  static byte[] rewrite(byte[] body, List<ApiPrefix> prefixes) {
    ByteOutput output = new ByteOutput(body.length + (body.length >> GROWTH));
    JsonUrlRewriter rewriter = new JsonUrlRewriter(prefixes, output);
    rewriter.scan(body, 0, body.length);
    if (!rewriter.rewritten) {
      return body;
    }
    rewriter.flush(body, body.length);
    rewriter.finish();
    return output.toArray();
  }

  /** Writes the next chunk to the output, except for what cannot be decided yet. */
  void write(byte[] chunk, int from, int to) {
    scan(chunk, from, to);
    flush(chunk, to);
  }

  /** Writes what was kept back when the text ends. */
  void finish() {
    held.moveTo(output, 0);
  }

  private void scan(byte[] chunk, int from, int to) {
    unwritten = from;
    urlStart = from - held.available();
    int position = from;
    while (position < to) {
      position =
          switch (state) {
            case OUTSIDE -> outside(chunk, position, to);
            case NAME -> name(chunk, position, to);
            case TEXT -> text(chunk, position, to);
            case URL -> url(chunk, position, to);
            case ABANDONED -> to;
          };
    }
  }

  private void flush(byte[] chunk, int to) {
    int end = state == State.URL ? Math.max(unwritten, urlStart) : to;
    output.write(chunk, unwritten, end);
    held.write(chunk, end, to);
  }

  private int outside(byte[] chunk, int from, int to) {
    for (int position = from; position < to; position++) {
      byte character = chunk[position];
      if (character == '"') {
        openString(chunk, position + 1, to);
        return position + 1;
      }
      if (!place.accepts(character)) {
        state = State.ABANDONED;
        return to;
      }
    }
    return to;
  }

  private void openString(byte[] chunk, int from, int to) {
    switch (place.openString()) {
      case NAME -> {
        name.clear();
        state = State.NAME;
      }
      case URL -> openUrl(chunk, from, to);
      case TEXT -> state = State.TEXT;
      case MISPLACED -> state = State.ABANDONED;
    }
  }

  private void openUrl(byte[] chunk, int from, int to) {
    urlStart = from;
    switch (match.glance(chunk, from, to)) {
      case FITS -> {
        settle(chunk);
        state = State.TEXT;
      }
      case DOES_NOT_FIT -> state = State.TEXT;
      case UNCLEAR -> {
        match.begin();
        state = State.URL;
      }
    }
  }

  private int name(byte[] chunk, int from, int to) {
    if (escape.isOpen()) {
      int unit = escape.next(chunk[from]);
      if (unit >= 0) {
        name.append(unit);
      } else if (unit == EscapeDecoder.INVALID) {
        state = State.ABANDONED;
      }
      return from + 1;
    }
    int end = StringScan.quoteOrBackslash(chunk, from, to);
    name.append(chunk, from, end);
    if (end < to && chunk[end] == '"') {
      place.closeName(name.kind());
      state = State.OUTSIDE;
    } else if (end < to) {
      escape.begin();
    }
    return Math.min(end + 1, to);
  }

  private int text(byte[] chunk, int from, int to) {
    if (textEscape) {
      textEscape = false;
      return from + 1;
    }
    int end = StringScan.quoteOrBackslash(chunk, from, to);
    if (end < to && chunk[end] == '"') {
      closeText();
    } else if (end < to) {
      textEscape = true;
    }
    return Math.min(end + 1, to);
  }

  private int url(byte[] chunk, int from, int to) {
    int position = from;
    while (position < to && state == State.URL) {
      byte character = chunk[position];
      boolean escaped = escape.isOpen();
      if (!escaped) {
        unitStart = position - urlStart;
      }
      if (escaped) {
        urlUnit(chunk, escape.next(character), true);
      } else if (character == '\\') {
        escape.begin();
      } else if (character == '"') {
        match.end(unitStart);
        settle(chunk);
        closeText();
      } else {
        urlUnit(chunk, character & 0xff, false);
      }
      position++;
    }
    return position;
  }

  private void urlUnit(byte[] chunk, int unit, boolean escaped) {
    if (unit == EscapeDecoder.INVALID) {
      held.moveTo(output, 0);
      state = State.ABANDONED;
    } else if (unit != EscapeDecoder.UNFINISHED && !match.next(unit, escaped, unitStart)) {
      settle(chunk);
      state = State.TEXT;
    }
  }

  /** Writes what was kept back, with the prefix replaced if there is one. */
  private void settle(byte[] chunk) {
    byte[] replacement = match.replacement();
    if (replacement == null) {
      held.moveTo(output, 0);
      return;
    }
    rewritten = true;
    output.write(chunk, unwritten, Math.max(unwritten, urlStart));
    output.write(replacement);
    held.moveTo(output, Math.min(held.available(), match.foundEnd()));
    unwritten = Math.max(unwritten, urlStart + match.foundEnd());
  }

  private void closeText() {
    place.closeValue();
    state = State.OUTSIDE;
  }
}
