package dev.headgate.runtime.logging;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * Writes times as ISO 8601 with milliseconds, in UTC. Lines come in runs within one second, whose
 * text is made once.
 *
 * <p>Safe for use by several threads.
 */
final class Timestamps {

  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss").withZone(ZoneOffset.UTC);

  private volatile Second last = new Second(0);

  void append(long epochMillis, StringBuilder out) {
    long number = Math.floorDiv(epochMillis, 1000L);
    Second second = last;
    if (second.number != number) {
      second = new Second(number);
      last = second;
    }
    int millis = Math.floorMod(epochMillis, 1000);
    out.append(second.text).append('.');
    out.append((char) ('0' + millis / 100));
    out.append((char) ('0' + millis / 10 % 10));
    out.append((char) ('0' + millis % 10));
    out.append('Z');
  }

  private record Second(long number, String text) {
    Second(long number) {
      this(number, SECONDS.format(Instant.ofEpochSecond(number)));
    }
  }
}
