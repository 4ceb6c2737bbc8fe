package dev.headgate.github.simulator;

import static java.time.format.DateTimeFormatter.RFC_1123_DATE_TIME;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/**
 * An answer before the headers that every answer gets.
 *
 * @param storage what caches are told about it
 */
record Reply(int status, List<Header> headers, Body body, Storage storage) {
  static final String JSON = "application/json; charset=utf-8";

  /** What an answer says about being cached. */
  enum Storage {
    /** With a validator, private or public for a minute. */
    VALIDATED,
    /** {@code Cache-Control: no-cache} and no validator. */
    NO_CACHE,
    /** Says nothing. */
    SILENT
  }

  Reply {
    headers = List.copyOf(headers);
  }

  static Reply json(JsonNode node) {
    return json(200, node, Storage.VALIDATED);
  }

  static Reply json(int status, JsonNode node, Storage storage) {
    return of(status, JSON, Body.of(Json.bytes(node)), storage);
  }

  static Reply text(String type, String text) {
    return of(200, type, Body.of(text), Storage.VALIDATED);
  }

  static Reply of(int status, String type, Body body, Storage storage) {
    return new Reply(status, List.of(new Header("Content-Type", type)), body, storage);
  }

  static Reply empty(int status) {
    return new Reply(status, List.of(), ByteBody.EMPTY, Storage.SILENT);
  }

  static Reply redirect(int status, String location, Body body) {
    Reply reply = empty(status).with("Location", location).withBody(body);
    return body.length() == 0 ? reply : reply.with("Content-Type", JSON);
  }

  static String httpDate(Instant instant) {
    return RFC_1123_DATE_TIME
        .format(instant.atOffset(ZoneOffset.UTC))
        .replaceAll(", (\\d) ", ", 0$1 ");
  }

  Reply with(String name, String value) {
    List<Header> more = new ArrayList<>(headers);
    more.add(new Header(name, value));
    return new Reply(status, more, body, storage);
  }

  Reply without(String name) {
    List<Header> fewer = new ArrayList<>(headers);
    fewer.removeIf(header -> header.name().equalsIgnoreCase(name));
    return new Reply(status, fewer, body, storage);
  }

  Reply withBody(Body other) {
    return new Reply(status, headers, other, storage);
  }

  Reply withStorage(Storage other) {
    return new Reply(status, headers, body, other);
  }

  Reply lastModified(Instant instant) {
    return with("Last-Modified", httpDate(instant));
  }

  /** The first value of a header, or an empty string. */
  String header(String name) {
    return headers.stream()
        .filter(header -> header.name().equalsIgnoreCase(name))
        .map(Header::value)
        .findFirst()
        .orElse("");
  }

  boolean isJson() {
    return header("Content-Type").contains("json");
  }
}
