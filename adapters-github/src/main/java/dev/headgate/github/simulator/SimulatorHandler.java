package dev.headgate.github.simulator;

import java.io.IOException;
import java.util.Optional;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Leads a request to the control calls or the API. */
final class SimulatorHandler extends Handler.Abstract {
  private final Simulation sim;
  private final Api api;
  private final ControlApi control;
  private final Sender sender;

  SimulatorHandler(Simulation sim, Api api, ControlApi control, Sender sender) {
    this.sim = sim;
    this.api = api;
    this.control = control;
    this.sender = sender;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    try {
      Optional<Incoming> incoming = read(request);
      if (incoming.isEmpty()) {
        response.getHeaders().put("Connection", "close");
        Incoming none = IncomingReader.withoutBody(request);
        Reply tooLarge = sim.finisher().edge(Refusals.tooLarge(), sim.clock().instant());
        sender.send(none, tooLarge, Sender.Delivery.USUAL, response, callback);
      } else if (incoming.get().path().startsWith("/_sim/")) {
        Reply reply = control.answer(incoming.get());
        sender.send(incoming.get(), reply, Sender.Delivery.USUAL, response, callback);
      } else if (incoming.get().path().startsWith(SignedUrls.PREFIX + "/")) {
        api.handleBlob(incoming.get(), request, response, callback);
      } else {
        api.handle(incoming.get(), request, response, callback);
      }
    } catch (IOException e) {
      // The client or a scenario ended the connection: there is nobody left to tell.
      callback.failed(e);
    }
    return true;
  }

  private static Optional<Incoming> read(Request request) throws IOException {
    try {
      return Optional.of(IncomingReader.read(request));
    } catch (IncomingReader.TooLarge e) {
      return Optional.empty();
    }
  }
}
