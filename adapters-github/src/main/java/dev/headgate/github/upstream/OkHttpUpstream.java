package dev.headgate.github.upstream;

import dev.headgate.core.gateway.FailureKind;
import dev.headgate.core.gateway.Upstream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import okhttp3.CookieJar;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * GitHub over OkHttp: HTTP/2 where TLS negotiates it, else HTTP/1.1, on pooled connections.
 *
 * <p>A request's patience counts from the connection to the last byte of the answer's header; for a
 * request with a body it rests while the body is written, where only silence for the idle timeout
 * ends the exchange, and starts anew afterwards. Name resolution cannot be interrupted and may
 * outlast it.
 *
 * <p>Nothing is sent twice but GET and HEAD, and those only when a pooled connection proves to have
 * been closed. Redirects, challenges and {@code Retry-After} are passed on. GET and HEAD cannot
 * carry a body. Interrupting the calling thread breaks the exchange off like a cancellation.
 */
public final class OkHttpUpstream implements Upstream, AutoCloseable {
  private static final RequestBody NOTHING = RequestBody.create(new byte[0]);

  private final UpstreamSettings settings;
  private final ApiAddress address;
  private final OkHttpClient client;
  private final Deadlines deadlines = Deadlines.start();

  /** An upstream with connections of its own; connects only when something is sent. */
  public OkHttpUpstream(UpstreamSettings settings) {
    this(settings, List.of(Protocol.HTTP_2, Protocol.HTTP_1_1));
  }

  OkHttpUpstream(UpstreamSettings settings, List<Protocol> protocols) {
    this.settings = settings;
    address = new ApiAddress(settings.apiUrl());
    client =
        new OkHttpClient.Builder()
            .protocols(protocols)
            .connectionPool(Housekeeping.pool(settings.idleConnections(), settings.keepAlive()))
            .followRedirects(false)
            .followSslRedirects(false)
            .cookieJar(CookieJar.NO_COOKIES)
            .connectTimeout(settings.connectTimeout())
            .readTimeout(Duration.ZERO)
            .writeTimeout(Duration.ZERO)
            .addInterceptor(OkHttpUpstream::prepare)
            .addNetworkInterceptor(OkHttpUpstream::observe)
            .build();
  }

  @Override
  public String host() {
    return address.host();
  }

  @Override
  public Result send(Request request) {
    if (request.cancellation().cancelled()) {
      return new Failed(FailureKind.CANCELLED, false, "cancelled before it was sent");
    }
    if (request.patience().isNegative() || request.patience().isZero()) {
      return new Failed(FailureKind.TIMEOUT, false, "no time left to send it");
    }
    var exchange = new Exchange(request, settings.idleTimeout(), deadlines);
    okhttp3.Request wire;
    try {
      wire = wire(request, exchange);
    } catch (IllegalArgumentException unsendable) {
      return new Failed(FailureKind.LOCAL, false, String.valueOf(unsendable.getMessage()));
    }
    return exchange.run(client.newCall(wire));
  }

  /** Closes the connections that are not in use; the others close when their exchange ends. */
  @Override
  public void close() {
    client.dispatcher().executorService().shutdown();
    client.connectionPool().evictAll();
    deadlines.close();
  }

  private okhttp3.Request wire(Request request, Exchange exchange) {
    String method = request.method();
    return new okhttp3.Request.Builder()
        .url(address.of(request.target()))
        .headers(RequestFields.of(request.headers(), settings.userAgent()))
        .method(Methods.checked(method), body(method, exchange))
        .tag(Exchange.class, exchange)
        .build();
  }

  private static @Nullable RequestBody body(String method, Exchange exchange) {
    @Nullable Upload upload = exchange.upload();
    if (upload == null || upload.contentLength() == 0) {
      return Methods.expectsBody(method) ? NOTHING : null;
    }
    return upload;
  }

  private static Response prepare(Interceptor.Chain chain) throws IOException {
    Exchange exchange = exchange(chain);
    Interceptor.Chain adjusted = chain;
    if (!exchange.repeatable()) {
      adjusted = adjusted.withRetryOnConnectionFailure(false);
    }
    if (exchange.upload() != null) {
      // While a body is sent only silence counts. All other time is the header watch's, or is set
      // for the answer's body: what OkHttp would measure besides costs more than sending.
      adjusted =
          adjusted
              .withReadTimeout(millis(exchange.longestRead()), TimeUnit.MILLISECONDS)
              .withWriteTimeout(millis(exchange.idle()), TimeUnit.MILLISECONDS);
    }
    return adjusted.proceed(chain.request());
  }

  private static int millis(Duration duration) {
    return (int) Math.min(Integer.MAX_VALUE, duration.toMillis());
  }

  private static Response observe(Interceptor.Chain chain) throws IOException {
    Exchange exchange = exchange(chain);
    exchange.sending();
    return exchange.received(chain.proceed(chain.request()));
  }

  private static Exchange exchange(Interceptor.Chain chain) {
    @Nullable Exchange exchange = chain.request().tag(Exchange.class);
    if (exchange == null) {
      throw new IllegalStateException("request: no exchange (expected: made by this class)");
    }
    return exchange;
  }
}
