package example;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.headgate.github.simulator.GitHubSimulator;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The example against Headgate's simulator of GitHub, as a program's own tests would use it. */
class ExampleTest {
  @Test
  void readsThreeTimesForTheQuotaOfOne() throws Exception {
    PrintStream usual = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    try (GitHubSimulator github = GitHubSimulator.start()) {
      System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
      Example.main(new String[] {github.url().toString(), "octo/hello"});
    } finally {
      System.setOut(usual);
    }
    List<String> lines = printed.toString(StandardCharsets.UTF_8).lines().toList();
    assertEquals("OkHttp: 200 ONLINE_MISS", lines.get(0));
    assertEquals("OkHttp: 200 ONLINE_HIT", lines.get(1));
    assertEquals("hub4j: octo/hello", lines.get(2));
  }
}
