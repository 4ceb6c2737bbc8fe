package dev.headgate.server.endpoint;

import java.util.List;

/**
 * Endpoints that belong together, such as those under {@code /api/v1/limits}. A new group is one
 * class, and one line in {@link EndpointModule}.
 */
public interface EndpointGroup {
  /** What it answers; the same at every call. */
  List<Route> routes();
}
