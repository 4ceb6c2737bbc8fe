package dev.headgate.server.pipeline;

import org.eclipse.jetty.server.AbstractConnector;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/** By which of the server's ports a request came. */
public enum ListeningPort {
  /** There is only one. */
  ONLY,
  /** The port of callers, beside one for operators. */
  TRAFFIC,
  /** The port of operators. */
  MANAGEMENT;

  /** Marks a connector as this one. */
  public void mark(AbstractConnector connector) {
    connector.setName(name());
  }

  static ListeningPort of(Request request) {
    Connector connector = request.getConnectionMetaData().getConnector();
    @Nullable String name = connector.getName();
    return name == null ? ONLY : valueOf(name);
  }
}
