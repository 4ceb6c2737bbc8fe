package dev.headgate.server.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

/** One of the demo's callers: reads over real HTTP with a token of his own. */
final class Caller {
  private final String login;
  private final URI server;
  private final HttpClient client;
  private final AtomicReference<String> token;

  Caller(String login, URI server, HttpClient client) {
    this.login = login;
    this.server = server;
    this.client = client;
    this.token = new AtomicReference<>("ghp_" + login + "0");
  }

  String login() {
    return login;
  }

  String token() {
    return token.get();
  }

  void token(String next) {
    token.set(next);
  }

  Read read(String path) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(server.resolve(path))
            .timeout(Duration.ofSeconds(40))
            .header("Authorization", "Bearer " + token.get())
            .header("Accept", "application/vnd.github+json")
            .header("Prefer", "wait=0")
            .build();
    long start = System.nanoTime();
    try {
      HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
      return new Read(
          response.statusCode(),
          response.headers().firstValue("X-Cache").orElse(""),
          response.body(),
          System.nanoTime() - start);
    } catch (IOException broken) {
      return new Read(0, "", broken + " caused by " + broken.getCause(), System.nanoTime() - start);
    }
  }

  /**
   * What a read brought.
   *
   * @param status the HTTP status; 0 where the connection broke
   * @param cache the X-Cache field
   * @param body the body
   * @param nanos how long it took
   */
  record Read(int status, String cache, String body, long nanos) {
    boolean online() {
      return cache.startsWith("ONLINE_");
    }
  }
}
