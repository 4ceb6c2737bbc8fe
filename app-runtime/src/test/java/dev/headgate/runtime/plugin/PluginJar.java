package dev.headgate.runtime.plugin;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** Makes plugins as their authors would: source, compiler, jar. */
final class PluginJar {
  static final String SERVICE = "META-INF/services/dev.headgate.core.work.TaskHandler";
  static final String METRICS = "META-INF/services/dev.headgate.core.telemetry.MetricsPlugin";
  static final String LISTENER = "META-INF/services/dev.headgate.core.webhook.WebhookListener";

  private PluginJar() {}

  /** A handler {@code acme.Handler} of that kind that ends with what {@code expression} says. */
  static String handler(String kind, String expression) {
    return """
    package acme;
    import dev.headgate.core.work.*;
    public class Handler implements TaskHandler {
      public String kind() { return "%s"; }
      public TaskOutcome handle(TaskRun run) { return new TaskOutcome.Done(%s); }
    }
    """
        .formatted(kind, expression);
  }

  /** A listener {@code acme.Listener} that does that with its {@code event}. */
  static String listener(String statement) {
    return """
    package acme;
    import dev.headgate.core.webhook.*;
    public class Listener implements WebhookListener {
      public void received(WebhookEvent event) throws Exception { %s }
    }
    """
        .formatted(statement);
  }

  /**
   * Compiles the sources, by their simple class names, into {@code jar} with a service file of
   * handlers that says so; none where that is empty.
   */
  static void write(Path jar, Path work, String handlers, Map<String, String> sources)
      throws IOException {
    write(jar, work, handlers.isEmpty() ? Map.of() : Map.of(SERVICE, handlers), sources);
  }

  /** The same with these service files, by their names. */
  static void write(Path jar, Path work, Map<String, String> services, Map<String, String> sources)
      throws IOException {
    Path folder = Files.createTempDirectory(work, "plugin");
    Path classes = Files.createDirectories(folder.resolve("classes"));
    List<String> options =
        Stream.concat(
                Stream.of(
                    "-proc:none",
                    "-cp",
                    System.getProperty("java.class.path"),
                    "-d",
                    classes.toString()),
                sources.entrySet().stream()
                    .map(source -> {
                      try {
                        Path file = folder.resolve(source.getKey() + ".java");
                        return Files.writeString(file, source.getValue()).toString();
                      } catch (IOException failure) {
                        throw new java.io.UncheckedIOException(failure);
                      }
                    }))
            .toList();
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    if (compiler.run(null, null, null, options.toArray(String[]::new)) != 0) {
      throw new IllegalStateException("a plugin that cannot be compiled");
    }
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file);
        Stream<Path> compiled = Files.walk(classes)) {
      for (Path one : compiled.filter(Files::isRegularFile).toList()) {
        out.putNextEntry(new JarEntry(classes.relativize(one).toString().replace('\\', '/')));
        out.write(Files.readAllBytes(one));
      }
      for (Map.Entry<String, String> service : services.entrySet()) {
        out.putNextEntry(new JarEntry(service.getKey()));
        out.write(service.getValue().getBytes(StandardCharsets.UTF_8));
      }
    }
  }
}
