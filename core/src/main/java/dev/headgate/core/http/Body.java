package dev.headgate.core.http;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A whole message body in memory, with the renditions that were made of it.
 *
 * <p>A rendition is the body under some lasting transformation (links rewritten for one base URL,
 * compressed); remembering it lets a hit cost no more than a write. At most {@value
 * #MAX_RENDITIONS} are kept; further ones are made anew each time. The bytes are never changed by
 * anyone who holds them: that is this type's contract, and what spares a copy per request.
 *
 * <p>Safe for use by several threads.
 */
public final class Body {
  /** No bytes. */
  public static final Body EMPTY = new Body(new byte[0]);

  private static final int MAX_RENDITIONS = 4;

  private final byte[] bytes;
  private volatile @Nullable ConcurrentHashMap<Object, Body> renditions;

  /** A body of these bytes, which the caller gives away. */
  public Body(byte[] bytes) {
    this.bytes = bytes;
  }

  /** The bytes themselves, to be read only. */
  public byte[] bytes() {
    return bytes;
  }

  /** How many bytes. */
  public int length() {
    return bytes.length;
  }

  /** The bytes as a stream. */
  public InputStream stream() {
    return new ByteArrayInputStream(bytes);
  }

  /**
   * The rendition of that name, made by {@code maker} where it is not remembered. A maker that
   * changes nothing gives back the array it got, and then the body is its own rendition.
   */
  @SuppressWarnings("ReferenceEquality")
  public Body rendition(Object name, Function<byte[], byte[]> maker) {
    ConcurrentHashMap<Object, Body> known = renditions;
    Body found = known == null ? null : known.get(name);
    if (found != null) {
      return found;
    }
    byte[] made = maker.apply(bytes);
    Body rendition = made == bytes ? this : new Body(made);
    remember(name, rendition);
    return rendition;
  }

  /** The bytes held here and in every rendition, for weighing. */
  public long weight() {
    ConcurrentHashMap<Object, Body> known = renditions;
    long weight = bytes.length;
    if (known != null) {
      for (Body rendition : known.values()) {
        weight += rendition == this ? 0 : rendition.weight();
      }
    }
    return weight;
  }

  private synchronized void remember(Object name, Body rendition) {
    ConcurrentHashMap<Object, Body> known = renditions;
    if (known == null) {
      known = new ConcurrentHashMap<>(4);
    }
    if (known.size() < MAX_RENDITIONS) {
      known.put(name, rendition);
    }
    renditions = known;
  }
}
