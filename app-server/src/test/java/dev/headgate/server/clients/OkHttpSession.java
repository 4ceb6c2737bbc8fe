package dev.headgate.server.clients;

import java.io.File;
import java.io.IOException;
import java.net.Proxy;
import java.util.concurrent.TimeUnit;
import okhttp3.Cache;
import okhttp3.CacheControl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/** One user's OkHttp, which keeps what it reads and asks each time whether it still holds. */
final class OkHttpSession implements AutoCloseable {
  // Not no-cache, with which OkHttp would leave its own copy out of account.
  private static final CacheControl REVALIDATED =
      new CacheControl.Builder().maxAge(0, TimeUnit.SECONDS).build();
  private static final MediaType JSON = MediaType.get("application/json");

  private final String base;
  private final String token;
  private final Cache cache;
  private final OkHttpClient http;
  private int validated;

  OkHttpSession(String base, String token, File directory, Proxy proxy) {
    this.base = base;
    this.token = token;
    this.cache = new Cache(directory, 1 << 20);
    this.http = new OkHttpClient.Builder().cache(cache).proxy(proxy).build();
  }

  OkHttpReply get(String pathOrUrl) throws IOException {
    return get(pathOrUrl, "application/vnd.github+json");
  }

  OkHttpReply get(String pathOrUrl, String accept) throws IOException {
    return send(request(pathOrUrl).header("Accept", accept).cacheControl(REVALIDATED).build());
  }

  OkHttpReply post(String pathOrUrl, String json) throws IOException {
    return send(request(pathOrUrl).post(RequestBody.create(json, JSON)).build());
  }

  /** How many answers were 304. */
  int validated() {
    return validated;
  }

  private Request.Builder request(String pathOrUrl) {
    String url = pathOrUrl.startsWith("/") ? base + pathOrUrl : pathOrUrl;
    return new Request.Builder().url(url).header("Authorization", "Bearer " + token);
  }

  private OkHttpReply send(Request request) throws IOException {
    try (Response response = http.newCall(request).execute()) {
      Response network = response.networkResponse();
      if (network != null && network.code() == 304) {
        validated++;
      }
      return new OkHttpReply(
          response.request().url(), response.code(), response.headers(), response.body().string());
    }
  }

  @Override
  public void close() throws IOException {
    http.connectionPool().evictAll();
    cache.close();
  }
}
