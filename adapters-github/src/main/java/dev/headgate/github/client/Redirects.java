package dev.headgate.github.client;

import okhttp3.HttpUrl;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** Follows redirects by OkHttp's own rules; for one call. */
final class Redirects {
  private static final int MOST = 20;

  private final boolean follow;
  private final boolean changeScheme;
  private int followed;

  /**
   * As a client is set.
   *
   * @param follow whether at all
   * @param changeScheme whether from HTTPS to HTTP and back as well
   */
  Redirects(boolean follow, boolean changeScheme) {
    this.follow = follow;
    this.changeScheme = changeScheme;
  }

  /**
   * What is to be asked next; null where that response is the last. A credential never goes to
   * another host. The method and the body stay with 307 and 308, else a write becomes a GET (RFC
   * 9110 §15.4).
   */
  @Nullable Request next(Request request, Response response) {
    @Nullable HttpUrl url =
        follow && redirect(response.code()) ? location(request, response) : null;
    if (url == null
        || followed == MOST
        || (!changeScheme && !url.scheme().equals(request.url().scheme()))) {
      return null;
    }
    boolean keeps = response.code() == 307 || response.code() == 308;
    @Nullable RequestBody body = request.body();
    if (keeps && body != null && body.isOneShot()) {
      return null;
    }
    followed++;
    Request.Builder next = request.newBuilder().url(url);
    if (!keeps && !read(request.method())) {
      next.method("GET", null).removeHeader("Content-Type").removeHeader("Content-Length");
    }
    if (!sameOrigin(url, request.url())) {
      next.removeHeader("Authorization");
    }
    return next.build();
  }

  private static boolean redirect(int status) {
    return switch (status) {
      case 300, 301, 302, 303, 307, 308 -> true;
      default -> false;
    };
  }

  private static boolean read(String method) {
    return method.equals("GET") || method.equals("HEAD");
  }

  private static boolean sameOrigin(HttpUrl one, HttpUrl other) {
    return one.scheme().equals(other.scheme())
        && one.host().equals(other.host())
        && one.port() == other.port();
  }

  private static @Nullable HttpUrl location(Request request, Response response) {
    String location = response.header("Location");
    return location == null ? null : request.url().resolve(location);
  }
}
