package dev.headgate.k8s;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.headgate.core.job.JobOrder;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;

/** How Headgate's jobs are marked: labels to find them by, annotations to read them back from. */
final class JobLabels {
  static final String MANAGED_BY = "app.kubernetes.io/managed-by";
  static final String HEADGATE = "headgate";
  static final String TASK = "headgate.dev/task";
  static final String TEMPLATE = "headgate.dev/template";
  static final String KEY = "headgate.dev/key";

  private static final Pattern LABEL =
      Pattern.compile("[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?");

  private JobLabels() {}

  /** To select by; what is no label is stood for by a digest of it. */
  static Map<String, String> labels(JobOrder order) {
    return Map.of(
        MANAGED_BY,
        HEADGATE,
        TASK,
        label(order.task().value()),
        TEMPLATE,
        order.template(),
        KEY,
        label(order.key()));
  }

  /** The same in full. */
  static Map<String, String> annotations(JobOrder order) {
    return Map.of(TASK, order.task().value(), TEMPLATE, order.template(), KEY, order.key());
  }

  private static String label(String text) {
    return LABEL.matcher(text).matches()
        ? text
        : "id-" + UUID.nameUUIDFromBytes(text.getBytes(UTF_8));
  }
}
