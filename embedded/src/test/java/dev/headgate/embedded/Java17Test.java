package dev.headgate.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.github.simulator.GitHubSimulator;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example, as it stands in {@code examples/embedding}, in a process of Java 17. */
class Java17Test {
  private static final Path EXAMPLE =
      Path.of("../examples/embedding/src/main/java/example/Example.java");

  /** One class of each jar that a program has on its class path, and nothing else. */
  private static final List<String> JARS =
      List.of(
          "dev.headgate.core.gateway.Gateway",
          "dev.headgate.github.client.GatewayClient",
          "dev.headgate.storage.memory.quota.MemoryQuotaLedger",
          "dev.headgate.embedded.Headgate",
          "okhttp3.OkHttpClient",
          "okio.Okio",
          "kotlin.Unit",
          "org.slf4j.Logger",
          "com.codahale.metrics.MetricRegistry",
          "com.github.benmanes.caffeine.cache.Cache",
          "io.github.resilience4j.circuitbreaker.CircuitBreaker",
          "io.github.resilience4j.core.IntervalFunction",
          "com.fasterxml.jackson.databind.ObjectMapper",
          "com.fasterxml.jackson.core.JsonFactory",
          "com.fasterxml.jackson.annotation.JsonProperty",
          "org.jspecify.annotations.NullMarked",
          "org.kohsuke.github.GitHub",
          "org.apache.commons.io.IOUtils",
          "org.apache.commons.lang3.StringUtils");

  @TempDir private Path classes;

  @Test
  void readsOverOkHttpAndHub4jThere() throws Exception {
    Path java = Java17.find().orElse(null);
    if (java == null) {
      String reason = "skipped: no Java 17 on this machine (JAVA17_HOME may name one)";
      System.out.println(Java17Test.class.getSimpleName() + " " + reason);
      Assumptions.abort(reason);
    }
    String jars = classPath();
    compile(jars);

    try (GitHubSimulator github = GitHubSimulator.start()) {
      github.mapToken("ghp_alice", "alice", "repo");
      Process process = child(java, jars + File.pathSeparator + classes, github.url().toString());
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      String printed = Files.readString(classes.resolve("out"), UTF_8);

      assertThat(process.exitValue()).as(printed).isZero();
      assertThat(printed)
          .contains("OkHttp: 200 ONLINE_MISS", "OkHttp: 200 ONLINE_HIT", "hub4j: octo/hello")
          .contains("quota spent: 1, saved: 2");
      assertThat(github.stats().totalSpent()).isEqualTo(1);
    }
  }

  private Process child(Path java, String classPath, String api) throws Exception {
    List<String> line = new ArrayList<>(List.of(java.toString(), "-Xmx128m", "-cp", classPath));
    line.addAll(List.of("example.Example", api, "octo/hello"));
    ProcessBuilder builder = new ProcessBuilder(line);
    builder.environment().put("GITHUB_TOKEN", "ghp_alice");
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    return builder
        .redirectErrorStream(true)
        .redirectOutput(classes.resolve("out").toFile())
        .start();
  }

  private void compile(String classPath) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    int result =
        compiler.run(
            null,
            null,
            null,
            "--release",
            "17",
            "-proc:none",
            "-cp",
            classPath,
            "-d",
            classes.toString(),
            EXAMPLE.toString());
    assertThat(result).isZero();
  }

  private static String classPath() throws Exception {
    String jars =
        JARS.stream()
            .map(Java17Test::jar)
            .distinct()
            .collect(Collectors.joining(File.pathSeparator));
    assertThat(Stream.of("guice", "jetty", "redisson", "postgresql", "logback"))
        .noneMatch(jars::contains);
    return jars;
  }

  private static String jar(String type) {
    try {
      return Path.of(
              Class.forName(type).getProtectionDomain().getCodeSource().getLocation().toURI())
          .toString();
    } catch (ReflectiveOperationException | java.net.URISyntaxException missing) {
      throw new IllegalStateException(type, missing);
    }
  }
}
