package dev.headgate.core.archive;

import java.io.IOException;

/** An archive that is damaged, breaks the format's rules, or could harm whoever unpacks it. */
public final class UnsafeArchive extends IOException {

  private static final long serialVersionUID = 1L;

  /** The message says what is wrong, and where. */
  UnsafeArchive(String message) {
    super(message);
  }
}
