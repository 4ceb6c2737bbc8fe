package dev.headgate.runtime.task.callback;

import dev.headgate.core.identity.Secret;
import dev.headgate.core.limit.PublicAddresses;
import dev.headgate.runtime.configuration.CallbackSettings;
import java.io.IOException;
import java.net.Proxy;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Calls receivers: signed, to allowed addresses only, without following redirects and by no proxy,
 * which would choose the address itself. What they answer is not read. Thread-safe.
 */
final class CallbackSender {
  private static final MediaType JSON = MediaType.get("application/json");

  private final OkHttpClient client;
  private final @Nullable Secret secret;

  CallbackSender(CallbackSettings settings) {
    this.secret = settings.secret();
    this.client =
        new OkHttpClient.Builder()
            .socketFactory(new GuardedSockets(new PublicAddresses(settings.allowedNetworks())))
            .proxy(Proxy.NO_PROXY)
            .followRedirects(false)
            .followSslRedirects(false)
            .retryOnConnectionFailure(false)
            .protocols(List.of(Protocol.HTTP_1_1))
            // Kept connections would outlive the look at their address.
            .connectionPool(new ConnectionPool(0, 1, TimeUnit.MILLISECONDS))
            .callTimeout(settings.timeout())
            .build();
  }

  /**
   * Tells the receiver.
   *
   * @param delivery the same for every attempt at one callback
   * @return the status it answered with
   * @throws GuardedSockets.RefusedAddress if its address may not be called
   * @throws IOException if it could not be reached, or was too slow
   */
  int send(URI url, String delivery, String event, byte[] body, Instant now) throws IOException {
    if (secret == null) {
      throw new IOException("there is no CALLBACK_SECRET to sign it with");
    }
    long timestamp = now.getEpochSecond();
    Request request =
        new Request.Builder()
            .url(url.toString())
            .header("User-Agent", "Headgate")
            .header("X-Headgate-Event", event)
            .header("X-Headgate-Delivery", delivery)
            .header("X-Headgate-Timestamp", Long.toString(timestamp))
            .header("X-Headgate-Signature-256", CallbackSignature.of(secret, timestamp, body))
            .post(RequestBody.create(body, JSON))
            .build();
    try (Response response = client.newCall(request).execute()) {
      return response.code();
    }
  }
}
