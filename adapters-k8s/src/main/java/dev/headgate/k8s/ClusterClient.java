package dev.headgate.k8s;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Makes clients of a cluster. */
public final class ClusterClient {
  private static final int RETRIES = 1;
  private static final int RETRY_PAUSE_MS = 100;
  private static final int PING_MS = 10_000;

  private ClusterClient() {}

  /**
   * A client that has not called yet.
   *
   * @param kubeconfig how the cluster is reached; null: as a pod of it, else as {@code kubectl}
   *     does
   * @param timeout how long one call may take
   */
  public static KubernetesClient of(@Nullable Path kubeconfig, Duration timeout) {
    Config found =
        kubeconfig == null
            ? Config.autoConfigure(null)
            : Config.fromKubeconfig(kubeconfig.toFile());
    return of(found, timeout);
  }

  /** A client of that cluster which bears with what passes: a reset, a 429, a 500. */
  static KubernetesClient of(Config cluster, Duration timeout) {
    int milliseconds = (int) Math.min(Integer.MAX_VALUE, timeout.toMillis());
    Config config =
        new ConfigBuilder(cluster)
            .withRequestTimeout(milliseconds)
            .withConnectionTimeout(milliseconds)
            .withRequestRetryBackoffLimit(RETRIES)
            .withRequestRetryBackoffInterval(RETRY_PAUSE_MS)
            .withWatchReconnectInterval(RETRY_PAUSE_MS)
            .withWebsocketPingInterval((long) PING_MS)
            .withUserAgent("headgate")
            .build();
    return new KubernetesClientBuilder()
        .withConfig(config)
        .withHttpClientFactory(new JdkHttpClientFactory())
        .build();
  }
}
