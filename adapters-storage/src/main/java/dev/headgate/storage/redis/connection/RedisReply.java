package dev.headgate.storage.redis.connection;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The array that a script returned. Its parts are numbers and bytes; false and nil are absent.
 *
 * <p>A number of Lua comes back cut to an integer: return times and fractions as texts.
 */
public final class RedisReply {

  private final List<@Nullable Object> parts;

  RedisReply(List<@Nullable Object> parts) {
    this.parts = parts;
  }

  /** How many parts there are. */
  public int size() {
    return parts.size();
  }

  /** Whether the part is nil. */
  public boolean isAbsent(int index) {
    return parts.get(index) == null;
  }

  /** A part that is a number, or the text of one. */
  public long number(int index) {
    return part(index) instanceof Long number ? number : Long.parseLong(text(index));
  }

  /** A part as text. */
  public String text(int index) {
    Object part = part(index);
    return part instanceof byte[] bytes ? new String(bytes, UTF_8) : part.toString();
  }

  /** A part's bytes; the array is the caller's. */
  public byte[] bytes(int index) {
    Object part = part(index);
    return part instanceof byte[] bytes ? bytes : part.toString().getBytes(UTF_8);
  }

  private Object part(int index) {
    return requireNonNull(parts.get(index), "part");
  }
}
