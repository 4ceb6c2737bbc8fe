package dev.headgate.core.http;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The header fields of one message: an immutable, ordered list of lines whose names compare without
 * regard to case (RFC 9110 §5). A name may occur on several lines; their order is kept.
 *
 * <p>A name is an RFC 9110 token; a value holds neither CR, LF nor NUL, so that a field can never
 * become two. Look-ups are linear over the lines, which beats hashing at the sizes that occur.
 */
public final class Headers {
  /** No fields at all. */
  public static final Headers NONE = new Headers(new String[0]);

  private final String[] lines;

  private Headers(String[] lines) {
    this.lines = lines;
  }

  /**
   * Fields from alternating names and values.
   *
   * @throws IllegalArgumentException on an odd count, a bad name or a bad value
   */
  public static Headers of(String... namesAndValues) {
    if (namesAndValues.length % 2 != 0) {
      throw new IllegalArgumentException("namesAndValues: odd count (expected: pairs)");
    }
    var builder = new Builder(namesAndValues.length / 2);
    for (int i = 0; i < namesAndValues.length; i += 2) {
      builder.add(namesAndValues[i], namesAndValues[i + 1]);
    }
    return builder.build();
  }

  /** A builder that starts empty. */
  public static Builder builder() {
    return new Builder(16);
  }

  /** The first line of that name, or null where there is none. */
  public @Nullable String value(String name) {
    for (int i = 0; i < lines.length; i += 2) {
      if (lines[i].equalsIgnoreCase(name)) {
        return lines[i + 1];
      }
    }
    return null;
  }

  /** The first line of that name. */
  public Optional<String> first(String name) {
    return Optional.ofNullable(value(name));
  }

  /** Every line of that name, in order. */
  public List<String> all(String name) {
    List<String> values = List.of();
    for (int i = 0; i < lines.length; i += 2) {
      if (lines[i].equalsIgnoreCase(name)) {
        if (values.isEmpty()) {
          values = new ArrayList<>(2);
        }
        values.add(lines[i + 1]);
      }
    }
    return values;
  }

  /**
   * Every line of that name joined by {@code ", "}, which RFC 9110 §5.3 says means the same; null
   * where there is none.
   */
  public @Nullable String joined(String name) {
    List<String> values = all(name);
    return values.isEmpty() ? null : values.size() == 1 ? values.get(0) : String.join(", ", values);
  }

  /** Whether a line of that name is there. */
  public boolean contains(String name) {
    return value(name) != null;
  }

  /** How many lines there are. */
  public int size() {
    return lines.length / 2;
  }

  /** Calls {@code field} with the name (as written) and the value of each line, in order. */
  public void forEach(BiConsumer<? super String, ? super String> field) {
    for (int i = 0; i < lines.length; i += 2) {
      field.accept(lines[i], lines[i + 1]);
    }
  }

  /** These fields, less those whose name matches. */
  public Headers without(Predicate<? super String> name) {
    var builder = new Builder(size());
    for (int i = 0; i < lines.length; i += 2) {
      if (!name.test(lines[i])) {
        builder.append(lines[i], lines[i + 1]);
      }
    }
    return builder.count == lines.length ? this : builder.build();
  }

  /** These fields, less every line of that name. */
  public Headers without(String name) {
    return contains(name) ? without(name::equalsIgnoreCase) : this;
  }

  /** These fields with exactly one line of that name. */
  public Headers with(String name, String value) {
    return toBuilder().set(name, value).build();
  }

  /** A builder that starts with these fields. */
  public Builder toBuilder() {
    var builder = new Builder(size() + 8);
    System.arraycopy(lines, 0, builder.lines, 0, lines.length);
    builder.count = lines.length;
    return builder;
  }

  /** The size of all names and values in characters, for weighing. */
  public int weight() {
    int characters = 0;
    for (String part : lines) {
      characters += part.length();
    }
    return characters;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    if (!(other instanceof Headers that) || that.lines.length != lines.length) {
      return false;
    }
    for (int i = 0; i < lines.length; i += 2) {
      if (!lines[i].equalsIgnoreCase(that.lines[i]) || !lines[i + 1].equals(that.lines[i + 1])) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int hashCode() {
    int hash = 1;
    for (int i = 1; i < lines.length; i += 2) {
      hash = 31 * hash + lines[i].hashCode();
    }
    return hash;
  }

  /** The names only: values may be secret. */
  @Override
  public String toString() {
    List<String> names = new ArrayList<>(size());
    for (int i = 0; i < lines.length; i += 2) {
      names.add(lines[i]);
    }
    return "Headers" + names;
  }

  /** Collects fields; not for use by several threads. */
  public static final class Builder {
    private String[] lines;
    private int count;

    private Builder(int expected) {
      lines = new String[Math.max(2, expected * 2)];
    }

    /**
     * Appends a line.
     *
     * @throws IllegalArgumentException when the name is no token or the value holds CR, LF or NUL
     */
    public Builder add(String name, String value) {
      return append(FieldSyntax.name(name), FieldSyntax.value(name, value));
    }

    /** Replaces every line of that name by this one, which takes the place of the first. */
    public Builder set(String name, String value) {
      FieldSyntax.name(name);
      FieldSyntax.value(name, value);
      boolean placed = false;
      int to = 0;
      for (int from = 0; from < count; from += 2) {
        boolean same = lines[from].equalsIgnoreCase(name);
        if (same && placed) {
          continue;
        }
        lines[to] = lines[from];
        lines[to + 1] = same ? value : lines[from + 1];
        placed |= same;
        to += 2;
      }
      count = to;
      return placed ? this : append(name, value);
    }

    /** Appends the line unless one of that name is there. */
    public Builder addIfAbsent(String name, String value) {
      return contains(name) ? this : add(name, value);
    }

    /** Appends every line of {@code others} whose name is not here yet. */
    public Builder addMissing(Headers others) {
      int known = count;
      for (int i = 0; i < others.lines.length; i += 2) {
        if (!contains(others.lines[i], known)) {
          append(others.lines[i], others.lines[i + 1]);
        }
      }
      return this;
    }

    /** Appends every line of {@code others}. */
    public Builder addAll(Headers others) {
      for (int i = 0; i < others.lines.length; i += 2) {
        append(others.lines[i], others.lines[i + 1]);
      }
      return this;
    }

    /** Removes every line of these names. */
    public Builder remove(Collection<String> names) {
      int to = 0;
      for (int from = 0; from < count; from += 2) {
        String line = lines[from];
        if (names.stream().noneMatch(line::equalsIgnoreCase)) {
          lines[to] = lines[from];
          lines[to + 1] = lines[from + 1];
          to += 2;
        }
      }
      count = to;
      return this;
    }

    /** The fields collected so far. */
    public Headers build() {
      return count == 0 ? NONE : new Headers(java.util.Arrays.copyOf(lines, count));
    }

    private boolean contains(String name) {
      return contains(name, count);
    }

    private boolean contains(String name, int end) {
      for (int i = 0; i < end; i += 2) {
        if (lines[i].equalsIgnoreCase(name)) {
          return true;
        }
      }
      return false;
    }

    private Builder append(String name, String value) {
      if (count == lines.length) {
        lines = java.util.Arrays.copyOf(lines, count * 2);
      }
      lines[count] = name;
      lines[count + 1] = value;
      count += 2;
      return this;
    }
  }
}
