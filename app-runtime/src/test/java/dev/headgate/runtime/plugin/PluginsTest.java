package dev.headgate.runtime.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headgate.core.priority.Priority;
import dev.headgate.core.queue.NewTask;
import dev.headgate.core.queue.TaskId;
import dev.headgate.core.queue.TaskLease;
import dev.headgate.core.telemetry.Sample;
import dev.headgate.core.webhook.WebhookEvent;
import dev.headgate.core.work.TaskHandler;
import dev.headgate.core.work.TaskOutcome;
import dev.headgate.core.work.TaskRun;
import dev.headgate.runtime.process.CannotStart;
import dev.headgate.storage.memory.queue.MemoryTaskQueue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PluginsTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  @TempDir Path folder;
  @TempDir Path work;

  @Test
  void noDirectoryHasNoPlugins() {
    assertThat(Plugins.in(folder.resolve("nowhere"))).isEqualTo(Plugins.NONE);
    assertThat(Plugins.in(folder)).isEqualTo(Plugins.NONE);
  }

  @Test
  void findsTheHandlersOfAJar() throws Exception {
    jar("acme.jar", "acme.Handler", Map.of("Handler", PluginJar.handler("acme-work", "\"{}\"")));
    List<TaskHandler> handlers = Plugins.in(folder).handlers();
    assertThat(handlers).extracting(TaskHandler::kind).containsExactly("acme-work");
    assertThat(result(handlers.get(0))).isEqualTo("{}");
  }

  @Test
  void twoPluginsMayHaveClassesOfOneName() throws Exception {
    for (String name : List.of("one", "two")) {
      jar(
          name + ".jar",
          "acme.Handler",
          Map.of(
              "Handler",
              PluginJar.handler(name, "Library.version()"),
              "Library",
              "package acme; class Library { static String version() { return \"\\\"%s\\\"\"; } }"
                  .formatted(name)));
    }
    assertThat(Plugins.in(folder).handlers().stream().map(this::result))
        .containsExactly("\"one\"", "\"two\"");
  }

  @Test
  void aPluginSeesNeitherHeadgatesOwnClassesNorItsLibraries() throws Exception {
    String hidden =
        """
        package acme;
        class Library {
          static String seen() {
            String seen = "";
            for (String name : new String[] {
              "dev.headgate.runtime.work.Worker", "com.google.inject.Guice", "org.slf4j.Logger"}) {
              try {
                Class.forName(name);
                seen += name;
              } catch (ClassNotFoundException hidden) {
                seen += "-";
              }
            }
            return seen;
          }
        }
        """;
    jar(
        "curious.jar",
        "acme.Handler",
        Map.of("Handler", PluginJar.handler("curious", "Library.seen()"), "Library", hidden));
    assertThat(result(Plugins.in(folder).handlers().get(0))).isEqualTo("--org.slf4j.Logger");
  }

  @Test
  void itsLibrariesFindItsClassesOnTheThreadThatRunsIt() throws Exception {
    jar(
        "context.jar",
        "acme.Handler",
        Map.of(
            "Handler",
            PluginJar.handler(
                "context",
                "String.valueOf(Thread.currentThread().getContextClassLoader() =="
                    + " Handler.class.getClassLoader())")));
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    assertThat(result(Plugins.in(folder).handlers().get(0))).isEqualTo("true");
    assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(before);
  }

  @Test
  void saysWhichFileIsNoJar() throws IOException {
    Files.writeString(folder.resolve("broken.jar"), "not a jar");
    assertRefused("broken.jar: no usable plugin: ");
  }

  @Test
  void saysWhichJarOffersNoHandler() throws IOException {
    jar("library.jar", "", Map.of("Handler", PluginJar.handler("unsaid", "\"{}\"")));
    assertRefused(
        "library.jar: no usable plugin: it has no " + PluginJar.SERVICE, PluginJar.LISTENER);
  }

  @Test
  void saysWhichHandlerIsMissing() throws IOException {
    jar("missing.jar", "acme.Nobody", Map.of("Handler", PluginJar.handler("there", "\"{}\"")));
    assertRefused("missing.jar: no usable plugin: ", "acme.Nobody");
  }

  @Test
  void saysWhyAHandlerCannotBeMade() throws IOException {
    jar(
        "angry.jar",
        "acme.Handler",
        Map.of(
            "Handler",
            PluginJar.handler("angry", "\"{}\"")
                .replace(
                    "public String kind",
                    "public Handler() { throw new IllegalStateException(\"no licence\"); }\n"
                        + "public String kind")));
    assertRefused("angry.jar: no usable plugin: ", "no licence");
  }

  @Test
  void findsListenersToWebhooks() throws Exception {
    PluginJar.write(
        folder.resolve("ears.jar"),
        work,
        Map.of(PluginJar.LISTENER, "acme.Listener"),
        Map.of(
            "Listener",
            PluginJar.listener(
                "throw new Exception(event.name() + event.action() +"
                    + " (Thread.currentThread().getContextClassLoader() =="
                    + " Listener.class.getClassLoader()));")));
    Plugins plugins = Plugins.in(folder);
    assertThat(plugins.handlers()).isEmpty();
    assertThat(plugins.listeners()).hasSize(1);
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    assertThatThrownBy(() ->
            plugins
                .listeners()
                .get(0)
                .received(new WebhookEvent("issues", "guid", Map.of("action", "opened"))))
        .hasMessage("issuesopenedtrue");
    assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(before);
  }

  @Test
  void findsTakersOfMetrics() throws Exception {
    PluginJar.write(
        folder.resolve("figures.jar"),
        work,
        Map.of(PluginJar.METRICS, "acme.Figures"),
        Map.of(
            "Figures",
            """
            package acme;
            import dev.headgate.core.telemetry.*;
            import java.util.List;
            public class Figures implements MetricsPlugin {
              public String name() { return "figures"; }
              public List<Sample> samples() {
                boolean own = Thread.currentThread().getContextClassLoader() == Figures.class.getClassLoader();
                return List.of(Sample.gauge("acme_own", own ? 1 : 0));
              }
            }
            """));
    assertThat(Plugins.in(folder).metrics())
        .singleElement()
        .satisfies(plugin -> {
          assertThat(plugin.name()).isEqualTo("figures");
          assertThat(plugin.samples()).containsExactly(Sample.gauge("acme_own", 1));
        });
  }

  @Test
  void oneJarMayOfferBoth() throws Exception {
    PluginJar.write(
        folder.resolve("both.jar"),
        work,
        Map.of(PluginJar.SERVICE, "acme.Handler", PluginJar.LISTENER, "acme.Listener"),
        Map.of("Handler", PluginJar.handler("both", "\"{}\""), "Listener", PluginJar.listener("")));
    assertThat(Plugins.in(folder).handlers()).hasSize(1);
    assertThat(Plugins.in(folder).listeners()).hasSize(1);
  }

  @Test
  void saysWhichListenerIsMissing() throws IOException {
    PluginJar.write(
        folder.resolve("deaf.jar"),
        work,
        Map.of(PluginJar.LISTENER, "acme.Nobody"),
        Map.of("Listener", PluginJar.listener("")));
    assertRefused("deaf.jar: no usable plugin: ", "acme.Nobody");
  }

  @Test
  void saysOfEachHandlerItsClassAndItsJar() throws IOException {
    jar("one.jar", "acme.Handler", Map.of("Handler", PluginJar.handler("twin", "\"{}\"")));
    assertThat(Plugins.name(Plugins.in(folder).handlers().get(0)))
        .isEqualTo("acme.Handler of one.jar");
  }

  private void assertRefused(String... words) {
    assertThatThrownBy(() -> Plugins.in(folder))
        .isInstanceOf(CannotStart.class)
        .hasMessageContainingAll(words)
        .hasMessageEndingWith("Remove or replace it.");
  }

  private void jar(String name, String service, Map<String, String> sources) throws IOException {
    PluginJar.write(folder.resolve(name), work, service, sources);
  }

  private String result(TaskHandler handler) {
    MemoryTaskQueue queue = new MemoryTaskQueue();
    queue.enqueue(
        new NewTask(
            new TaskId("t"),
            handler.kind(),
            Priority.NORMAL,
            "caller",
            "{}",
            null,
            null,
            null,
            null,
            "request"),
        1,
        NOON);
    TaskLease lease =
        queue
            .claim(
                "w", Set.of(handler.kind()), 1, Duration.ofMinutes(1), Duration.ofMinutes(1), NOON)
            .get(0);
    try {
      TaskRun run = new TaskRun(lease.task(), lease.fence(), lease.latest(), () -> false);
      return ((TaskOutcome.Done) handler.handle(run)).result();
    } catch (Exception failure) {
      throw new IllegalStateException(failure);
    }
  }
}
