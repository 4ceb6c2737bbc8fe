package dev.headgate.server.mirror;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.jspecify.annotations.Nullable;

/**
 * Fields of answers as the server sends them. Most lines of GitHub's answers are the same again and
 * again: one that was just seen before is encoded once and sent as it is from then on.
 *
 * <p>Bounded: lines that fall into one slot displace each other, the latest stays. Safe for use by
 * several threads, without locks; a known line costs no allocation.
 */
final class RecurringFields {
  private static final int SLOTS = 4096;

  private final AtomicReferenceArray<@Nullable HttpField> seen = new AtomicReferenceArray<>(SLOTS);

  /** The line of that name and value. */
  HttpField of(String name, String value) {
    int slot = slot(name, value);
    @Nullable HttpField known = seen.getAcquire(slot);
    if (known == null || !same(known, name, value)) {
      HttpField first = new HttpField(name, value);
      seen.setRelease(slot, first);
      return first;
    }
    if (known instanceof PreEncodedHttpField) {
      return known;
    }
    HttpField encoded = new PreEncodedHttpField(known.getHeader(), name, value);
    seen.setRelease(slot, encoded);
    return encoded;
  }

  private static boolean same(HttpField known, String name, String value) {
    return value.equals(known.getValue()) && name.equals(known.getName());
  }

  private static int slot(String name, String value) {
    int hash = 31 * name.hashCode() + value.hashCode();
    return (hash ^ hash >>> 16) & SLOTS - 1;
  }
}
