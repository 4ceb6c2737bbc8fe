package dev.headgate.core.limit;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A request as a test describes it. */
record AskedRequest(String method, String path, String ip, Map<String, String> said)
    implements LimitedRequest {

  static AskedRequest to(String method, String path) {
    return new AskedRequest(method, path, "203.0.113.9", Map.of());
  }

  AskedRequest from(String address) {
    return new AskedRequest(method, path, address, said);
  }

  AskedRequest saying(String name, String value) {
    Map<String, String> more = new TreeMap<>(said);
    more.put(name.toLowerCase(Locale.ROOT), value);
    return new AskedRequest(method, path, ip, more);
  }

  @Override
  public @Nullable String eventType() {
    return said.get("ce-type");
  }

  @Override
  public @Nullable String user() {
    return said.get("user");
  }

  @Override
  public @Nullable String thirdParty() {
    return said.get("x-third-party-id");
  }

  @Override
  public @Nullable String header(String name) {
    return said.get(name);
  }
}
