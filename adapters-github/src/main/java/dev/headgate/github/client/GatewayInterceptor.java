package dev.headgate.github.client;

import dev.headgate.core.gateway.ApiAnswer;
import dev.headgate.core.gateway.Cancellation;
import dev.headgate.core.http.Target;
import java.io.IOException;
import java.time.Duration;
import okhttp3.Call;
import okhttp3.EventListener;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.Okio;
import org.jspecify.annotations.Nullable;

/**
 * An application interceptor of OkHttp that has calls of GitHub's API answered by the gateway, and
 * lets all others pass. An answer looks like GitHub's, with {@code Cache-Status}, {@code X-Cache}
 * and {@code Age} added; what keeps the gateway from asking GitHub becomes an answer in GitHub's
 * form, not an exception.
 *
 * <p>What OkHttp does behind its application interceptors it does not do for these calls: network
 * interceptors, cookies, its own cache and authenticators see nothing of them. Redirects are
 * followed here, as the client is set to, and to the same rules. A cancelled call ends with an
 * {@link IOException}, also while its body is read. Of the client's timeouts that of whole calls
 * holds until the answer's header is there.
 *
 * <p>Safe for use by several threads, and by several clients.
 */
public final class GatewayInterceptor implements Interceptor {
  private final GatewayClient client;

  /** Answers the calls of that client's API. */
  public GatewayInterceptor(GatewayClient client) {
    this.client = client;
  }

  @Override
  public Response intercept(Chain chain) throws IOException {
    if (client.target(chain.request().url()) == null) {
      return chain.proceed(chain.request());
    }
    Cancellation cancellation = cancellation(chain.call());
    Redirects redirects = new Redirects(chain.getFollowRedirects(), chain.getFollowSslRedirects());
    Request request = chain.request();
    @Nullable Response prior = null;
    while (true) {
      Target target = client.target(request.url());
      if (target == null) {
        // A signed URL, elsewhere: OkHttp goes on from there.
        return chain.proceed(request).newBuilder().priorResponse(prior).build();
      }
      Response response = answer(request, target, chain.call(), cancellation, prior);
      @Nullable Request next = redirects.next(request, response);
      if (next == null) {
        return response;
      }
      response.close();
      prior = response.newBuilder().body(ResponseBody.EMPTY).build();
      request = next;
    }
  }

  private Response answer(
      Request request,
      Target target,
      Call call,
      Cancellation cancellation,
      @Nullable Response prior)
      throws IOException {
    okhttp3.RequestBody body = request.body();
    if (body != null && body.isDuplex()) {
      throw new IOException("a body that is sent while the answer is read cannot pass the gateway");
    }
    ApiAnswer answer =
        client.answer(
            request.method(),
            target,
            Fields.of(request),
            body == null ? null : new OkHttpBody(body),
            patience(call),
            cancellation);
    okhttp3.Headers fields = Fields.of(AnswerFields.of(answer));
    String type = fields.get("Content-Type");
    return new Response.Builder()
        .request(request)
        .protocol(Protocol.HTTP_1_1)
        .code(answer.status())
        .message("")
        .headers(fields)
        .body(
            ResponseBody.create(
                Okio.buffer(Okio.source(AnswerBody.of(answer))),
                type == null ? null : MediaType.parse(type),
                AnswerFields.length(answer.content())))
        .priorResponse(prior)
        .build();
  }

  private static Duration patience(Call call) {
    long nanos = call.timeout().timeoutNanos();
    return nanos == 0 ? Duration.ofDays(1) : Duration.ofNanos(nanos);
  }

  private static Cancellation cancellation(Call call) {
    Cancellation cancellation = new Cancellation();
    call.addEventListener(
        new EventListener() {
          @Override
          public void canceled(Call ended) {
            cancellation.cancel();
          }
        });
    if (call.isCanceled()) {
      cancellation.cancel();
    }
    return cancellation;
  }
}
