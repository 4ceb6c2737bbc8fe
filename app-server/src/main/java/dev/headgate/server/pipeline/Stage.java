package dev.headgate.server.pipeline;

import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** One stage of the pipeline behind the first, which made the request an {@link Exchange}. */
abstract class Stage extends Handler.Wrapper {
  @Override
  public final boolean handle(Request request, Response response, Callback callback)
      throws Exception {
    return handle((Exchange) request, response, callback);
  }

  /** Deals with the exchange, or passes it on by {@link #next}. */
  abstract boolean handle(Exchange exchange, Response response, Callback callback) throws Exception;

  final boolean next(Exchange exchange, Response response, Callback callback) throws Exception {
    return super.handle(exchange, response, callback);
  }
}
