package dev.headgate.core.http;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Entity tags, compared weakly as If-None-Match asks (RFC 9110 §8.8.3.2, §13.1.2). */
public final class EntityTags {
  private EntityTags() {}

  /** The opaque part of a tag: without {@code W/} and the quotes; the text itself if malformed. */
  public static String opaque(String tag) {
    String text = tag.strip();
    int from = text.startsWith("W/") || text.startsWith("w/") ? 2 : 0;
    int to = text.length();
    if (to - from >= 2 && text.charAt(from) == '"' && text.charAt(to - 1) == '"') {
      return text.substring(from + 1, to - 1);
    }
    return text.substring(from);
  }

  /** Whether two tags are the same under weak comparison. */
  public static boolean same(@Nullable String one, @Nullable String other) {
    return one != null && other != null && opaque(one).equals(opaque(other));
  }

  /** The tag in its weak form, which is what a compressed body may carry. */
  public static String weak(String tag) {
    return tag.startsWith("W/") ? tag : "W/" + tag;
  }

  /** A strong tag around an opaque value. */
  public static String strong(String opaque) {
    return '"' + opaque + '"';
  }

  /**
   * The tags of an If-None-Match value, opaque parts only; {@code *} stays {@code *}. Commas inside
   * quotes belong to the tag.
   */
  public static List<String> list(@Nullable String value) {
    if (value == null) {
      return List.of();
    }
    List<String> tags = new ArrayList<>(2);
    boolean quoted = false;
    int from = 0;
    for (int i = 0; i <= value.length(); i++) {
      if (i == value.length() || (value.charAt(i) == ',' && !quoted)) {
        String tag = value.substring(from, i).strip();
        if (!tag.isEmpty()) {
          tags.add(opaque(tag));
        }
        from = i + 1;
      } else if (value.charAt(i) == '"') {
        quoted = !quoted;
      }
    }
    return tags;
  }
}
