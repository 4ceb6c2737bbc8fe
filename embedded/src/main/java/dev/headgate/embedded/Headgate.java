package dev.headgate.embedded;

import dev.headgate.core.quota.QuotaAccount;
import dev.headgate.core.quota.QuotaKey;
import dev.headgate.github.client.GatewayClient;
import dev.headgate.github.client.GatewayInterceptor;
import java.util.Map;
import okhttp3.Interceptor;

/**
 * A gateway between this program and GitHub's API. Unchanged reads cost no quota and survive GitHub
 * being down; GitHub's limits are kept beforehand, by priority; equal reads at the same moment are
 * one; what one credential may see is shown to no other.
 *
 * <pre>{@code
 * try (Headgate headgate = Headgate.builder().token(token).build()) {
 *   OkHttpClient client = new OkHttpClient.Builder().addInterceptor(headgate.interceptor()).build();
 *   GitHub github = new GitHubBuilder()
 *       .withConnector(new GatewayConnector(headgate.client()))
 *       .build();
 * }
 * }</pre>
 *
 * <p>One serves a whole program: two in one process know nothing of each other unless they share a
 * {@linkplain SharedStores store}. Its threads are daemons and end when it is closed. Safe for use
 * by several threads.
 */
public final class Headgate implements AutoCloseable {
  private final Works works;
  private final GatewayClient client;

  Headgate(Works works, GatewayClient client) {
    this.works = works;
    this.client = client;
  }

  /** What a gateway is made of. */
  public static HeadgateBuilder builder() {
    return new HeadgateBuilder();
  }

  /**
   * For OkHttp: answers the calls of GitHub's API, and lets all others pass. To be added with
   * {@link okhttp3.OkHttpClient.Builder#addInterceptor}, behind those that set {@code
   * Authorization}.
   */
  public Interceptor interceptor() {
    return new GatewayInterceptor(client);
  }

  /**
   * For hub4j's {@code new GatewayConnector(client)}, and for interceptors whose calls are more or
   * less urgent than usual: {@code new GatewayInterceptor(client.at(Priority.LOW))}.
   */
  public GatewayClient client() {
    return client;
  }

  /** Whether GitHub is believed to be there; while it is not, reads are answered from the cache. */
  public boolean online() {
    return works.online();
  }

  /** What is known of GitHub's quotas, by whom and what they are for. */
  public Map<QuotaKey, QuotaAccount> quotas() {
    return works.quotas();
  }

  /**
   * Ends its threads and connections. Calls under way break off; later ones fail with an {@link
   * java.io.IOException}. May be called again.
   */
  @Override
  public void close() {
    works.close();
  }
}
