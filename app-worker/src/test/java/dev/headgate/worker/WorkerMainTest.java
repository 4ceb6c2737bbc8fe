package dev.headgate.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.awaitility.Awaitility.await;

import dev.headgate.storage.testing.OwnRedis;
import dev.headgate.storage.testing.RealRedis;
import dev.headgate.storage.testing.TestCertificate;
import dev.headgate.worker.crash.ChildWorker;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The worker's executable, from outside. */
@Timeout(180)
class WorkerMainTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @TempDir Path folder;

  @Test
  void refusesAQueueInMemoryWithOneClearLine() throws IOException {
    ChildWorker worker = new ChildWorker(folder, Map.of());
    assertThat(worker.exit()).isEqualTo(1);
    assertThat(worker.output().strip())
        .doesNotContain("\n")
        .contains("QUEUE_STORE (or STORAGE_TYPE) is memory")
        .contains("set it to redis or postgres");
  }

  @Test
  void saysWhichPluginIsBroken() throws IOException {
    Files.writeString(folder.resolve("broken.jar"), "no jar");
    try (OwnRedis redis = RealRedis.own()) {
      ChildWorker worker =
          new ChildWorker(folder, settings(redis, "PLUGINS_DIRECTORY", folder.toString()));
      assertThat(worker.exit()).isEqualTo(1);
      assertThat(worker.output().lines().filter(line -> !line.contains(" INFO ")))
          .hasSize(1)
          .first(STRING)
          .contains("broken.jar: no usable plugin");
    }
  }

  @Test
  void showsItsHealthAndMetricsAndStopsGracefully() throws Exception {
    try (OwnRedis redis = RealRedis.own()) {
      ChildWorker worker =
          new ChildWorker(folder, settings(redis, "GITHUB_API_URL", "http://127.0.0.1:9"));
      try (HttpClient client = HttpClient.newHttpClient()) {
        await().atMost(PATIENCE).until(worker::ready);
        assertThat(get(client, worker, "/healthz").body()).isEqualTo("OK");
        assertThat(get(client, worker, "/readyz").body()).isEqualTo("READY");
        assertThat(get(client, worker, "/metrics").body())
            .contains("jvm_memory", "github_api_requests_total", "task_queue_failures_total");
        assertThat(get(client, worker, "/api/v1/health").body())
            .contains("\"redis\"", "\"queue\"", "\"worker\"");
        HttpResponse<String> nowhere = get(client, worker, "/repos/o/r");
        assertThat(nowhere.statusCode()).isEqualTo(404);
        assertThat(nowhere.headers().firstValue("content-type"))
            .contains("application/problem+json");
        worker.terminate();
        worker.exit();
        assertThat(worker.output()).contains("stopping: tasks under way may end", "stopped");
      } finally {
        worker.kill();
      }
    }
  }

  @Test
  void showsThemByTlsWhereThereIsACertificate() throws Exception {
    TestCertificate certificate = TestCertificate.of("ip:127.0.0.1");
    try (OwnRedis redis = RealRedis.own()) {
      Map<String, String> settings =
          new HashMap<>(settings(redis, "GITHUB_API_URL", "http://127.0.0.1:9"));
      settings.put("SERVER_TLS_CERTIFICATE", certificate.certificate().toString());
      settings.put("SERVER_TLS_KEY", certificate.key().toString());
      ChildWorker worker = new ChildWorker(folder, settings);
      try (HttpClient client = HttpClient.newBuilder().sslContext(trusting(certificate)).build()) {
        await().atMost(PATIENCE).until(worker::ready);
        assertThat(worker.url()).hasScheme("https");
        HttpResponse<String> alive = get(client, worker, "/healthz");
        assertThat(alive.body()).isEqualTo("OK");
        assertThat(alive.version()).isEqualTo(HttpClient.Version.HTTP_2);
      } finally {
        worker.kill();
      }
    }
  }

  private static SSLContext trusting(TestCertificate certificate) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    try (InputStream file = Files.newInputStream(certificate.certificate())) {
      trusted.setCertificateEntry(
          "worker", CertificateFactory.getInstance("X.509").generateCertificate(file));
    }
    TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
    factory.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, factory.getTrustManagers(), null);
    return context;
  }

  private static Map<String, String> settings(OwnRedis redis, String name, String value) {
    return Map.of(
        "STORAGE_TYPE", "redis", "REDIS_URL", "redis://127.0.0.1:" + redis.port(), name, value);
  }

  private static HttpResponse<String> get(HttpClient client, ChildWorker worker, String path)
      throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(worker.url().resolve(path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
