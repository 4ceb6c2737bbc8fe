package dev.headgate.github.client;

import dev.headgate.core.gateway.ApiAnswer;
import dev.headgate.core.gateway.Cancellation;
import dev.headgate.core.gateway.RequestBody;
import dev.headgate.core.http.Headers;
import dev.headgate.core.http.Target;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;
import org.kohsuke.github.connector.GitHubConnector;
import org.kohsuke.github.connector.GitHubConnectorRequest;
import org.kohsuke.github.connector.GitHubConnectorResponse;

/**
 * Lets hub4j ask GitHub through the gateway. hub4j itself follows redirects; those that lead out of
 * the API, to signed URLs, are fetched without the gateway.
 *
 * <p>What keeps the gateway from asking GitHub becomes an answer in GitHub's form, which hub4j
 * turns into its own exceptions, such as {@link org.kohsuke.github.HttpException}. hub4j waits and
 * repeats by itself after some of them; where the gateway is to decide how long to wait, use {@link
 * org.kohsuke.github.GitHubRateLimitHandler#FAIL}.
 *
 * <p>Safe for use by several threads.
 */
public final class GatewayConnector implements GitHubConnector {
  private final GatewayClient client;
  private final OkHttpClient elsewhere =
      new OkHttpClient.Builder().followRedirects(false).followSslRedirects(false).build();

  /** A connector to that client's API. */
  public GatewayConnector(GatewayClient client) {
    this.client = client;
  }

  @Override
  public GitHubConnectorResponse send(GitHubConnectorRequest request) throws IOException {
    HttpUrl url = HttpUrl.get(request.url());
    if (url == null) {
      throw new ProtocolException("url: neither http nor https (expected: one of them)");
    }
    Target target = client.target(url);
    return target == null ? fetched(request, url) : answered(request, target);
  }

  private GitHubConnectorResponse answered(GitHubConnectorRequest request, Target target)
      throws IOException {
    ApiAnswer answer =
        client.answer(
            request.method(),
            target,
            fields(request),
            body(request),
            Duration.ofDays(1),
            new Cancellation());
    Map<String, List<String>> fields = new LinkedHashMap<>();
    AnswerFields.of(answer)
        .forEach(
            (name, value) -> fields.computeIfAbsent(name, first -> new ArrayList<>()).add(value));
    return new Received(request, answer.status(), fields, AnswerBody.of(answer));
  }

  private GitHubConnectorResponse fetched(GitHubConnectorRequest request, HttpUrl url)
      throws IOException {
    Request.Builder plain = new Request.Builder().url(url);
    request
        .allHeaders()
        .forEach((name, values) -> values.forEach(value -> plain.addHeader(name, value)));
    InputStream given = request.body();
    byte[] body = given == null ? null : given.readAllBytes();
    plain.method(request.method(), body == null ? null : okhttp3.RequestBody.create(body));
    Response response = elsewhere.newCall(plain.build()).execute();
    return new Received(
        request, response.code(), response.headers().toMultimap(), response.body().byteStream());
  }

  private static Headers fields(GitHubConnectorRequest request) throws ProtocolException {
    Headers.Builder fields = Headers.builder();
    try {
      request
          .allHeaders()
          .forEach((name, values) -> values.forEach(value -> fields.add(name, value)));
    } catch (IllegalArgumentException malformed) {
      throw new ProtocolException("a malformed header field");
    }
    String type = request.contentType();
    Headers given = fields.build();
    return type == null || given.contains("Content-Type")
        ? given
        : given.with("Content-Type", type);
  }

  private static @Nullable RequestBody body(GitHubConnectorRequest request) throws IOException {
    InputStream given = request.body();
    return given == null ? null : StreamBody.of(given);
  }

  /** An answer whose body is read once. */
  private static final class Received extends GitHubConnectorResponse {
    private final InputStream bytes;

    Received(
        GitHubConnectorRequest request,
        int status,
        Map<String, List<String>> fields,
        InputStream bytes) {
      super(request, status, fields);
      this.bytes = bytes;
    }

    @Override
    public InputStream bodyStream() throws IOException {
      return wrapStream(bytes);
    }

    @Override
    public void close() throws IOException {
      bytes.close();
    }
  }
}
