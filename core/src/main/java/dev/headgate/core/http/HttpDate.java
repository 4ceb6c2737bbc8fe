package dev.headgate.core.http;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Dates in header fields (RFC 9110 §5.6.7): read in all three forms that a recipient must accept,
 * written in the preferred one.
 */
public final class HttpDate {
  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
          .withZone(ZoneOffset.UTC);

  /** {@code Sunday, 06-Nov-94 08:49:37 GMT}; of a year's two digits, 70 and up mean 19xx. */
  private static final DateTimeFormatter RFC_850 =
      new DateTimeFormatterBuilder()
          .appendPattern("EEEE, dd-MMM-")
          .appendValueReduced(ChronoField.YEAR, 2, 2, 1970)
          .appendPattern(" HH:mm:ss 'GMT'")
          .toFormatter(Locale.US)
          .withZone(ZoneOffset.UTC);

  /** {@code Sun Nov 6 08:49:37 1994}. */
  private static final DateTimeFormatter ASCTIME =
      DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.US).withZone(ZoneOffset.UTC);

  private static final List<DateTimeFormatter> READ =
      List.of(DateTimeFormatter.RFC_1123_DATE_TIME, RFC_850, ASCTIME);

  private HttpDate() {}

  /** The date, or empty where it is absent or malformed. */
  public static Optional<Instant> parse(@Nullable String value) {
    if (value == null) {
      return Optional.empty();
    }
    return READ.stream().flatMap(form -> parse(form, value.strip()).stream()).findFirst();
  }

  private static Optional<Instant> parse(DateTimeFormatter form, String value) {
    try {
      return Optional.of(Instant.from(form.parse(value)));
    } catch (DateTimeParseException malformed) {
      return Optional.empty();
    }
  }

  /** The instant, to the second. */
  public static String format(Instant instant) {
    return FORMAT.format(instant);
  }
}
