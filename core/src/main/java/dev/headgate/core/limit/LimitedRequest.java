package dev.headgate.core.limit;

import org.jspecify.annotations.Nullable;

/** What limit rules ask of a request. Each is asked only where a rule needs it. */
public interface LimitedRequest {
  /** The method, in upper case. */
  String method();

  /** The raw path, without its query. */
  String path();

  /** The type of the event that it carries; null where it carries none, or it is not known yet. */
  @Nullable String eventType();

  /** The client's address, in its textual form without a port. */
  String ip();

  /** Who is authenticated, in short; null where nobody is. */
  @Nullable String user();

  /** The third party that is named as its source; null where none is. */
  @Nullable String thirdParty();

  /** A header field's value; null where it is absent. */
  @Nullable String header(String name);
}
