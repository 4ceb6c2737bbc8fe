package dev.headgate.core.gateway;

import dev.headgate.core.cache.Validator;
import dev.headgate.core.http.EntityTags;
import dev.headgate.core.http.Headers;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A GitHub for tests: bodies by target and credential, tags by the formula or opaque ones, and
 * answers that are to come first.
 */
final class ScriptedGitHub implements Upstream {
  final List<Request> requests = new CopyOnWriteArrayList<>();
  private final Map<String, String> bodies = new ConcurrentHashMap<>();
  private final Deque<Function<Request, Result>> next = new ArrayDeque<>();
  private volatile boolean formula = true;
  private volatile Headers extra = Headers.NONE;

  /** What everybody sees at that target. */
  void put(String target, String body) {
    bodies.put(target, body);
  }

  /** What only that Authorization value sees. */
  void put(String target, String authorization, String body) {
    bodies.put(authorization + " " + target, body);
  }

  /** Tags that do not follow the formula, and differ from token to token. */
  void opaqueTags() {
    formula = false;
  }

  /** Fields that every 200 carries. */
  void extra(Headers headers) {
    extra = headers;
  }

  /** The next request gets this. */
  synchronized void then(Function<Request, Result> answer) {
    next.add(answer);
  }

  synchronized void thenFails(FailureKind kind, boolean sent) {
    next.add(request -> new Failed(kind, sent, "scripted"));
  }

  synchronized void thenAnswers(int status, Headers headers, String body) {
    next.add(request -> responded(status, headers, body.getBytes(StandardCharsets.UTF_8)));
  }

  synchronized void thenBreaksOff(int status) {
    next.add(request ->
        new Responded(
            status,
            Headers.of("Content-Type", "application/json", "ETag", "\"half\""),
            new BytesBody(new BrokenStream()),
            100));
  }

  int count(String target) {
    return (int) requests.stream().filter(sent -> sent.target().toString().equals(target)).count();
  }

  Request last() {
    return requests.get(requests.size() - 1);
  }

  @Override
  public String host() {
    return "api.github.com";
  }

  @Override
  public Result send(Request request) {
    requests.add(request);
    Function<Request, Result> scripted;
    synchronized (this) {
      scripted = next.poll();
    }
    return scripted == null ? usual(request) : scripted.apply(request);
  }

  Result usual(Request request) {
    String target = request.target().toString();
    String authorization = String.valueOf(request.headers().value("Authorization"));
    @Nullable String text = bodies.get(authorization + " " + target);
    String body = text == null ? bodies.get(target) : text;
    if (body == null) {
      return responded(
          404,
          Headers.of("Content-Type", "application/json"),
          "{}".getBytes(StandardCharsets.UTF_8));
    }
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    List<String> vary = List.of("accept", "authorization", "cookie");
    String tag =
        formula
            ? Validator.of(vary, request.headers(), bytes)
            : Integer.toHexString((authorization + body).hashCode());
    Headers.Builder headers =
        Headers.builder()
            .add("Content-Type", "application/json; charset=utf-8")
            .add("Cache-Control", "private, max-age=60, s-maxage=60")
            .add("ETag", "\"" + tag + "\"")
            .add("X-RateLimit-Remaining", "4000")
            .add("X-OAuth-Scopes", "scopes of " + authorization);
    if (EntityTags.list(request.headers().joined("If-None-Match")).contains(tag)) {
      return responded(304, headers.build(), new byte[0]);
    }
    headers.add("Vary", "Accept, Authorization, Cookie").addAll(extra);
    return responded(200, headers.build(), bytes);
  }

  private static Responded responded(int status, Headers headers, byte[] body) {
    return new Responded(
        status, headers, new BytesBody(new ByteArrayInputStream(body)), body.length);
  }

  private record BytesBody(InputStream stream) implements UpstreamBody {
    @Override
    public void limit(@Nullable Duration left) {}

    @Override
    public void close() throws IOException {
      stream.close();
    }
  }

  private static final class BrokenStream extends InputStream {
    private int left = 10;

    @Override
    public int read() throws IOException {
      if (left-- > 0) {
        return 'x';
      }
      throw new EOFException("scripted");
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      bytes[offset] = (byte) read();
      return 1;
    }
  }
}
