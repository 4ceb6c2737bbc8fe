package dev.headgate.github.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headgate.core.gateway.Upstream;
import dev.headgate.github.app.AppCalls;
import dev.headgate.github.app.AppJwt;
import dev.headgate.github.app.GitHubClock;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The webhook of a GitHub App: what it delivered, what it is subscribed to, and a delivery once
 * more. Thread-safe.
 */
public final class AppHook {
  private static final int LARGEST = 4 << 20;
  private static final int PER_PAGE = 100;
  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final Pattern NEXT =
      Pattern.compile("<[^>]*[?&]cursor=([\\w.%-]+)[^>]*>\\s*;\\s*rel=\"?next");

  private final AppCalls calls;

  /** The hook of the App that signs so. */
  public AppHook(Upstream upstream, AppJwt jwt, GitHubClock clock) {
    this.calls = new AppCalls(upstream, jwt, clock);
  }

  /**
   * One page of deliveries, the latest first ({@code GET /app/hook/deliveries}).
   *
   * @param cursor what the page before named; empty for the first
   * @throws IOException if GitHub could not be asked or answered something else
   */
  public Page deliveries(String cursor) throws IOException {
    String target = "/app/hook/deliveries?per_page=" + PER_PAGE;
    AppCalls.Answer reply = call("GET", cursor.isEmpty() ? target : target + "&cursor=" + cursor);
    if (reply.status() != 200 || !reply.body().isArray()) {
      throw new IOException("GitHub answered the list of deliveries with " + reply.status());
    }
    List<Delivery> deliveries = new ArrayList<>();
    for (JsonNode node : reply.body()) {
      delivery(node).ifPresent(deliveries::add);
    }
    Matcher next = NEXT.matcher(Optional.ofNullable(reply.headers().joined("Link")).orElse(""));
    return new Page(deliveries, next.find() ? next.group(1) : "");
  }

  /**
   * Has a delivery sent again ({@code POST /app/hook/deliveries/{id}/attempts}).
   *
   * @return GitHub's status; 202 if it will be
   * @throws IOException if GitHub could not be asked
   */
  public int redeliver(long id) throws IOException {
    return call("POST", "/app/hook/deliveries/" + id + "/attempts").status();
  }

  /**
   * What the App is subscribed to, wherever it is installed ({@code GET /app}).
   *
   * @throws IOException if GitHub could not be asked or answered something else
   */
  public Set<String> events() throws IOException {
    AppCalls.Answer reply = call("GET", "/app");
    if (reply.status() != 200 || !reply.body().isObject()) {
      throw new IOException("GitHub answered the App with " + reply.status());
    }
    Set<String> events = new HashSet<>();
    reply.body().path("events").forEach(event -> events.add(event.asText()));
    return events;
  }

  private static Optional<Delivery> delivery(JsonNode node) {
    try {
      return Optional.of(
          new Delivery(
              node.path("id").longValue(),
              node.path("guid").asText(""),
              node.path("event").asText(""),
              node.path("status_code").asInt(0),
              node.path("redelivery").asBoolean(),
              Instant.parse(node.path("delivered_at").asText(""))));
    } catch (DateTimeException undated) {
      return Optional.empty();
    }
  }

  private AppCalls.Answer call(String method, String target) throws IOException {
    return calls.call(method, target, PATIENCE, LARGEST);
  }

  /**
   * Some deliveries.
   *
   * @param next names the next page; empty after the last
   */
  public record Page(List<Delivery> deliveries, String next) {
    public Page {
      deliveries = List.copyOf(deliveries);
    }
  }

  /**
   * One attempt at a delivery.
   *
   * @param id names the attempt
   * @param guid names the delivery, the same for all attempts
   * @param event what it told
   * @param status what it was answered with; 0 where it was not
   * @param redelivery whether it was not the first
   * @param at when
   */
  public record Delivery(
      long id, String guid, String event, int status, boolean redelivery, Instant at) {
    /** Whether it was accepted. */
    public boolean accepted() {
      return status >= 200 && status < 300;
    }
  }
}
