package dev.headgate.runtime.logging;

import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;

/** Writes exceptions indented, with their messages escaped: a message may come from outside. */
final class StackTraces {

  private static final int DEEPEST = 8;

  private StackTraces() {}

  static void append(IThrowableProxy thrown, StringBuilder out) {
    append(thrown, "", out, DEEPEST);
  }

  private static void append(IThrowableProxy thrown, String why, StringBuilder out, int levels) {
    out.append('\t').append(why).append(thrown.getClassName());
    if (thrown.getMessage() != null) {
      out.append(": ");
      ControlCharacters.escape(thrown.getMessage(), out);
    }
    out.append('\n');
    StackTraceElementProxy[] frames = thrown.getStackTraceElementProxyArray();
    int shown = frames == null ? 0 : frames.length - thrown.getCommonFrames();
    for (int i = 0; i < shown; i++) {
      out.append("\t  ").append(frames[i].getSTEAsString()).append('\n');
    }
    if (levels == 0) {
      return;
    }
    IThrowableProxy[] suppressed = thrown.getSuppressed();
    if (suppressed != null) {
      for (IThrowableProxy other : suppressed) {
        append(other, "suppressed: ", out, levels - 1);
      }
    }
    if (thrown.getCause() != null && !thrown.getCause().isCyclic()) {
      append(thrown.getCause(), "caused by: ", out, levels - 1);
    }
  }
}
