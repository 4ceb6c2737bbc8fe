package dev.headgate.runtime.tracing;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;

/** Says of a span that what it follows failed. */
final class Failures {
  private Failures() {}

  /** It failed in that way, one of few. */
  static void mark(Span span, String type) {
    mark(span, type, "");
  }

  /** The same, with more of it in words that are free of secrets. */
  static void mark(Span span, String type, String detail) {
    span.setAttribute(Names.ERROR, type);
    span.setStatus(StatusCode.ERROR, detail);
  }
}
