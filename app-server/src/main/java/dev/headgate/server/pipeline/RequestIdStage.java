package dev.headgate.server.pipeline;

import dev.headgate.server.access.Gatekeeper;
import dev.headgate.server.access.Neighbourhood;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Gives every request an id: the client's own X-Request-ID where it is short and plain, else a
 * random one.
 */
final class RequestIdStage extends Handler.Wrapper {
  static final String HEADER = "X-Request-ID";
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._:/+=@-]{1,128}");

  private final Gatekeeper gate;
  private final ClientAddress addresses;
  private final Supplier<Neighbourhood> neighbourhood;

  RequestIdStage(Gatekeeper gate, ClientAddress addresses, Supplier<Neighbourhood> neighbourhood) {
    this.gate = gate;
    this.addresses = addresses;
    this.neighbourhood = neighbourhood;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    Exchange exchange =
        new Exchange(
            request, id(request.getHeaders().get(HEADER)), gate, addresses, neighbourhood.get());
    response.getHeaders().put(HEADER, exchange.requestId());
    return super.handle(exchange, response, callback);
  }

  /** The id of a request that sent that field, or none. */
  static String id(@Nullable String given) {
    if (given != null && PLAIN.matcher(given).matches()) {
      return given;
    }
    ThreadLocalRandom random = ThreadLocalRandom.current();
    return new UUID(random.nextLong(), random.nextLong()).toString();
  }
}
