package dev.headgate.runtime.telemetry;

import dev.headgate.core.gateway.CacheOutcome;
import dev.headgate.core.gateway.FailureKind;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/** The label values that are known beforehand; whatever else is said becomes one more. */
final class LabelValues {
  /** Stands for every value that is not told apart. */
  static final String OTHER = "other";

  private static final String OTHER_METHOD = "OTHER";
  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT");
  private static final Set<String> OUTCOMES =
      Arrays.stream(CacheOutcome.values()).map(Enum::name).collect(Collectors.toUnmodifiableSet());
  private static final Set<String> REASONS =
      Arrays.stream(FailureKind.values())
          .map(FailureKind::label)
          .collect(Collectors.toUnmodifiableSet());

  private LabelValues() {}

  static String method(String method) {
    return METHODS.contains(method) ? method : OTHER_METHOD;
  }

  /** A status of three digits that HTTP has a class for; 0 stands for any other number. */
  static int status(int status) {
    return status >= 100 && status <= 599 ? status : 0;
  }

  /** How {@link #status(int)} is written. */
  static String written(int status) {
    return status == 0 ? OTHER : Integer.toString(status);
  }

  static String outcome(String outcome) {
    return OUTCOMES.contains(outcome) ? outcome : OTHER;
  }

  static String reason(String reason) {
    return REASONS.contains(reason) ? reason : OTHER;
  }
}
