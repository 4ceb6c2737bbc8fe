package dev.headgate.github.artifact;

import dev.headgate.core.limit.PublicAddresses;
import dev.headgate.github.artifact.TransferStopped.Why;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.CookieJar;
import okhttp3.Dns;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * The hosts that GitHub's redirects lead to. They are sent no credential of the API's, and are not
 * followed any further; see {@link TransferSettings#apiUrl} for which are refused. Thread-safe.
 */
public final class DownloadHost implements AutoCloseable {
  private static final PublicAddresses INTERNET = new PublicAddresses(List.of());
  private static final int LONGEST_URL = 16_384;

  private final TransferSettings settings;
  private final Dns dns;
  private final OkHttpClient client;

  /** With connections of its own. */
  public DownloadHost(TransferSettings settings) {
    this(settings, Dns.SYSTEM);
  }

  DownloadHost(TransferSettings settings, Dns dns) {
    this.settings = settings;
    this.dns = dns;
    client =
        new OkHttpClient.Builder()
            .protocols(List.of(Protocol.HTTP_1_1))
            .connectionPool(new ConnectionPool(8, 30, TimeUnit.SECONDS))
            .followRedirects(false)
            .followSslRedirects(false)
            .cookieJar(CookieJar.NO_COOKIES)
            .dns(host -> allowed(host, dns.lookup(host)))
            .connectTimeout(settings.connectTimeout())
            .readTimeout(settings.idleTimeout())
            .writeTimeout(settings.idleTimeout())
            .callTimeout(Duration.ZERO)
            .build();
  }

  TransferSettings settings() {
    return settings;
  }

  /**
   * Asks for a file from that byte on, if it still is the one of that tag.
   *
   * @throws TransferStopped when the URL must not be followed
   */
  Response get(String url, long from, @Nullable String tag) throws IOException {
    HttpUrl address = checked(url);
    Request.Builder request =
        new Request.Builder()
            .url(address)
            .header("User-Agent", settings.userAgent())
            .header("Accept-Encoding", "identity");
    if (from > 0) {
      request.header("Range", "bytes=%d-".formatted(from));
    }
    if (tag != null) {
      request.header("If-Match", tag);
    }
    return client.newCall(request.build()).execute();
  }

  private HttpUrl checked(String url) throws IOException {
    HttpUrl address = url.length() > LONGEST_URL ? null : HttpUrl.parse(url);
    if (address == null || !address.username().isEmpty() || !address.password().isEmpty()) {
      throw TransferStopped.gone(Why.REFUSED, "GitHub's redirect leads to no proper http(s) URL");
    }
    boolean plain =
        "http".equals(String.valueOf(settings.apiUrl().getScheme()).toLowerCase(Locale.ROOT));
    if (!address.isHttps() && !plain) {
      throw TransferStopped.gone(
          Why.REFUSED, "GitHub's redirect leads to plain HTTP on " + address.host());
    }
    if (literal(address.host())) {
      // No name is looked up for an address, so it is looked at here.
      allowed(address.host(), List.of(InetAddress.getByName(address.host())));
    }
    return address;
  }

  private static boolean literal(String host) {
    return host.indexOf(':') >= 0 || host.matches("[0-9.]+");
  }

  /** Looked at when the connection is made, so that a name cannot change its address between. */
  private List<InetAddress> allowed(String host, List<InetAddress> addresses)
      throws UnknownHostException, TransferRefused {
    boolean secret = addresses.stream().anyMatch(address -> !INTERNET.contain(address));
    if (secret && !besideTheApi()) {
      throw new TransferRefused("GitHub's redirect leads to a private address of " + host);
    }
    return addresses;
  }

  private boolean besideTheApi() throws UnknownHostException {
    String host = String.valueOf(settings.apiUrl().getHost()).replaceAll("^\\[|]$", "");
    List<InetAddress> api = literal(host) ? List.of(InetAddress.getByName(host)) : dns.lookup(host);
    return api.stream().anyMatch(address -> !INTERNET.contain(address));
  }

  /** A name that must not be connected to; {@link Dns} can say so in this way only. */
  static final class TransferRefused extends UnknownHostException {
    private static final long serialVersionUID = 1L;

    TransferRefused(String message) {
      super(message);
    }
  }

  @Override
  public void close() {
    client.dispatcher().executorService().shutdown();
    client.connectionPool().evictAll();
  }
}
