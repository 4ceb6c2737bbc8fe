package dev.headgate.server.clients;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.Headers;
import okhttp3.HttpUrl;

/** An answer, read whole; {@code url} is where it was found in the end. */
record OkHttpReply(HttpUrl url, int status, Headers headers, String body) {
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final Pattern NEXT = Pattern.compile("<([^>]+)>; rel=\"next\"");

  JsonNode json() throws JsonProcessingException {
    return MAPPER.readTree(body);
  }

  String header(String name) {
    String value = headers.get(name);
    return value == null ? "" : value;
  }

  /** The next page's URL; empty on the last. */
  String next() {
    Matcher next = NEXT.matcher(header("Link"));
    return next.find() ? next.group(1) : "";
  }
}
