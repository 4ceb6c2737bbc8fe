package dev.headgate.server.endpoint;

import java.util.List;

/** A group of endpoints around one thing. */
public interface Endpoints {
  /** Its routes. */
  List<Route> routes();
}
