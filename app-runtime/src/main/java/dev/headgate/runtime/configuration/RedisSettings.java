package dev.headgate.runtime.configuration;

import dev.headgate.core.identity.Secret;
import dev.headgate.core.storage.StoreUrl;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How Redis is reached.
 *
 * @param nodes {@code redis://host:port}, or {@code rediss:} over TLS: one server or primary, or
 *     several nodes of a cluster; without credentials
 * @param reader the endpoint of the primary's replicas, in the same form; null: there is none
 * @param user the user of Redis' access lists; null: the default user
 * @param password its password; null: none is asked for
 * @param database the number of the database, 0 in a cluster
 */
public record RedisSettings(
    List<URI> nodes,
    @Nullable URI reader,
    @Nullable String user,
    @Nullable Secret password,
    int database) {

  private static final String HERE = "localhost";

  static final Setting<List<StoreUrl>> URL =
      Setting.without(
          "redis.url",
          SettingType.url(
              StoreUrl.REDIS_FORM + "; those of a cluster separated by ','",
              text ->
                  Arrays.stream(text.split(",", -1))
                      .map(String::strip)
                      .map(StoreUrl::redis)
                      .toList()),
          "Where Redis is; several nodes of one cluster are separated by ','.");
  static final Setting<String> PRIMARY_ENDPOINT =
      Setting.without(
          "primary.endpoint",
          SettingTypes.HOST,
          "The host of the primary, in place of REDIS_URL; localhost if neither is set.");
  static final Setting<String> READER_ENDPOINT =
      Setting.without(
          "reader.endpoint", SettingTypes.HOST, "The host of the primary's replicas, if any.");
  static final Setting<Integer> PORT =
      Setting.of(
          "redis.port",
          SettingTypes.count(1, 65_535, "a port, 1 to 65535"),
          "6379",
          "The port of endpoints, and of URLs that name none.");
  static final Setting<Secret> PASSWORD =
      Setting.without("redis.password", SettingTypes.SECRET, "The password of Redis.");
  static final Setting<Secret> TOKEN =
      Setting.without(
          "redis.token", SettingTypes.SECRET, "Another name of REDIS_PASSWORD; one is enough.");
  static final Setting<Boolean> SSL =
      Setting.of(
          "redis.ssl",
          SettingTypes.SWITCH,
          "false",
          "Whether Redis is reached over TLS, whatever the URL says.");
  static final List<Setting<?>> SETTINGS =
      List.of(URL, PRIMARY_ENDPOINT, READER_ENDPOINT, PORT, PASSWORD, TOKEN, SSL);

  public static final RedisSettings DEFAULTS = from(SettingValues.NONE);

  public RedisSettings {
    nodes = List.copyOf(nodes);
    if (nodes.isEmpty()) {
      throw new IllegalArgumentException("nodes: none (expected: at least one)");
    }
  }

  static RedisSettings from(SettingValues values) {
    @Nullable List<StoreUrl> urls = values.find(URL);
    @Nullable Secret password = firstOf(values.find(PASSWORD), values.find(TOKEN));
    if (urls == null) {
      String primary = firstOf(values.find(PRIMARY_ENDPOINT), HERE);
      @Nullable String reader = values.find(READER_ENDPOINT);
      return new RedisSettings(
          List.of(endpoint(primary, values)),
          reader == null ? null : endpoint(reader, values),
          null,
          password,
          0);
    }
    StoreUrl first = urls.get(0);
    return new RedisSettings(
        urls.stream().map(url -> node(url, values)).toList(),
        null,
        first.user(),
        firstOf(first.password(), password),
        first.number());
  }

  private static URI endpoint(String host, SettingValues values) {
    return address(values.value(SSL), host, values.value(PORT));
  }

  private static URI node(StoreUrl url, SettingValues values) {
    boolean tls = url.scheme().equals("rediss") || values.value(SSL);
    return address(tls, url.host(), url.port() < 0 ? values.value(PORT) : url.port());
  }

  private static URI address(boolean tls, String host, int port) {
    boolean bare = host.contains(":") && !host.startsWith("[");
    return URI.create(
        (tls ? "rediss://" : "redis://") + (bare ? "[" + host + "]" : host) + ":" + port);
  }

  private static <T extends @Nullable Object> T firstOf(@Nullable T first, T second) {
    return first == null ? second : first;
  }
}
