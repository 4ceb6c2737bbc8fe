package dev.headgate.server.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.headgate.core.webhook.WebhookEvent;
import dev.headgate.core.webhook.WebhookListener;
import dev.headgate.core.work.TaskHandler;
import dev.headgate.core.work.TaskOutcome;
import dev.headgate.core.work.TaskRun;
import dev.headgate.github.simulator.Hook;
import dev.headgate.runtime.process.CannotStart;
import dev.headgate.server.testing.MirrorFixture;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a jar in the plugins' directory adds to a server. */
class PluginTasksTest {
  private static final String SECRET = "the secret of the hook";

  @TempDir Path folder;

  /** Says so when it is run; it knows nothing but the core, as a plugin does. */
  public static final class Greeter implements TaskHandler {
    @Override
    public String kind() {
      return "greeting";
    }

    @Override
    public TaskOutcome handle(TaskRun run) {
      return new TaskOutcome.Done("{\"greeting\":\"hello\"}");
    }
  }

  /** Writes down where the payload says what it heard; the first time it fails. */
  public static final class Listener implements WebhookListener {
    @Override
    public void received(WebhookEvent event) throws IOException {
      Path heard = Path.of(event.text("heard").orElseThrow());
      boolean first = !Files.exists(heard);
      Files.writeString(
          heard,
          "%s %s%n".formatted(event.name(), event.delivery()),
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
      if (first) {
        throw new IOException("not yet");
      }
    }
  }

  private void jar(String file, Map<Class<?>, Class<?>> services) throws IOException {
    try (OutputStream out = Files.newOutputStream(folder.resolve(file));
        JarOutputStream jar = new JarOutputStream(out)) {
      for (Map.Entry<Class<?>, Class<?>> service : services.entrySet()) {
        String name = service.getValue().getName().replace('.', '/') + ".class";
        jar.putNextEntry(new JarEntry(name));
        try (InputStream code = PluginTasksTest.class.getResourceAsStream("/" + name)) {
          code.transferTo(jar);
        }
        jar.putNextEntry(new JarEntry("META-INF/services/" + service.getKey().getName()));
        jar.write(service.getValue().getName().getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  private MirrorFixture server() {
    return MirrorFixture.start(
        "PLUGINS_DIRECTORY", folder.toString(), "GITHUB_WEBHOOK_SECRET", SECRET);
  }

  @Test
  void itsTasksAreHandedInAndItsListenersHearOfWebhooks() throws IOException {
    jar(
        "acme.jar",
        Map.of(TaskHandler.class, Greeter.class, WebhookListener.class, Listener.class));
    try (MirrorFixture mirror = server()) {
      TaskClient client = new TaskClient(mirror);
      String id = client.accepted("{'kind':'greeting','payload':{}}");
      assertThat(client.inState(id, "succeeded").path("result").path("greeting").asText())
          .isEqualTo("hello");

      Path heard = folder.resolve("heard.txt");
      Hook hook = new Hook(URI.create(mirror.url() + "/webhooks/github"), SECRET, Set.of());
      String payload = "{\"heard\":\"%s\"}".formatted(heard.toString().replace("\\", "/"));
      String guid =
          mirror.github().deliver(hook, "gollum", payload.getBytes(StandardCharsets.UTF_8)).guid();
      await()
          .atMost(Duration.ofSeconds(90))
          .untilAsserted(() ->
              assertThat(client.task("webhook-" + guid).path("state").asText())
                  .isEqualTo("succeeded"));
      assertThat(heard).hasContent("gollum " + guid + "\ngollum " + guid);
    }
  }

  @Test
  void twoOfOneKindAreToldByClassAndJar() throws IOException {
    jar("one.jar", Map.of(TaskHandler.class, Greeter.class));
    jar("two.jar", Map.of(TaskHandler.class, Greeter.class));
    assertThatThrownBy(this::server)
        .isInstanceOf(CannotStart.class)
        .hasMessage(
            "The worker cannot start: handlers: %1$s of one.jar and %1$s of two.jar of kind"
                + " greeting (expected: one for each kind)",
            Greeter.class.getName());
  }
}
