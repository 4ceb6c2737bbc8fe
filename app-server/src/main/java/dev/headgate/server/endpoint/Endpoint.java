package dev.headgate.server.endpoint;

import dev.headgate.server.pipeline.Exchange;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** One of Headgate's own endpoints. Runs where nothing may block. */
interface Endpoint {
  /** Answers; completes the callback exactly once. */
  void answer(Exchange exchange, Response response, Callback callback) throws Exception;
}
