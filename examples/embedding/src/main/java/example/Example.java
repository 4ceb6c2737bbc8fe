package example;

import com.codahale.metrics.MetricRegistry;
import dev.headgate.embedded.Headgate;
import dev.headgate.embedded.HeadgateBuilder;
import dev.headgate.github.client.GatewayConnector;
import java.io.IOException;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.kohsuke.github.GHRepository;
import org.kohsuke.github.GitHub;
import org.kohsuke.github.GitHubBuilder;

/**
 * Reads a repository three times through an embedded gateway, by OkHttp and by hub4j: the first
 * time costs quota, the others do not. Give it the API's URL and {@code owner/name}, and a token in
 * {@code GITHUB_TOKEN}.
 */
public final class Example {
  private Example() {}

  public static void main(String[] args) throws IOException {
    String api = args.length > 0 ? args[0] : "https://api.github.com";
    String repository = args.length > 1 ? args[1] : "octocat/hello-world";
    String token = System.getenv("GITHUB_TOKEN");

    MetricRegistry metrics = new MetricRegistry();
    HeadgateBuilder builder =
        Headgate.builder().apiUrl(api).userAgent("headgate-example").metrics(metrics);
    if (token != null) {
      builder.token(token);
    }
    try (Headgate headgate = builder.build()) {
      OkHttpClient client =
          new OkHttpClient.Builder().addInterceptor(headgate.interceptor()).build();
      Request request =
          new Request.Builder()
              .url(api + "/repos/" + repository)
              .header("Accept", "application/vnd.github+json")
              .header("X-GitHub-Api-Version", "2022-11-28")
              .build();
      for (int i = 0; i < 2; i++) {
        try (Response response = client.newCall(request).execute()) {
          System.out.printf("OkHttp: %d %s%n", response.code(), response.header("X-Cache"));
        }
      }

      GitHub github =
          new GitHubBuilder()
              .withConnector(new GatewayConnector(headgate.client()))
              .withEndpoint(api)
              .build();
      GHRepository read = github.getRepository(repository);
      System.out.printf("hub4j: %s%n", read.getFullName());

      System.out.printf(
          "quota spent: %d, saved: %d%n",
          metrics.counter("headgate.quota.spent").getCount(),
          metrics.counter("headgate.quota.saved").getCount());
    }
  }
}
