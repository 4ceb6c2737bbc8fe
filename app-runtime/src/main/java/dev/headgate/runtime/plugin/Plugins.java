package dev.headgate.runtime.plugin;

import dev.headgate.core.telemetry.MetricsPlugin;
import dev.headgate.core.webhook.WebhookListener;
import dev.headgate.core.work.TaskHandler;
import dev.headgate.runtime.process.CannotStart;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What jars in a directory add to Headgate: handlers of tasks, under {@code
 * META-INF/services/dev.headgate.core.work.TaskHandler}, listeners to webhooks, under {@code
 * META-INF/services/dev.headgate.core.webhook.WebhookListener}, and takers of metrics, under {@code
 * META-INF/services/dev.headgate.core.telemetry.MetricsPlugin}. Each jar has a class loader of its
 * own, see {@link SharedTypes}; it stays open for as long as the process lives.
 *
 * <p>A jar is code that is run as Headgate itself: who may write the directory may do whatever
 * Headgate may.
 *
 * @param handlers in the order of the jars' names
 * @param listeners in the order of the jars' names
 * @param metrics in the order of the jars' names
 */
public record Plugins(
    List<TaskHandler> handlers, List<WebhookListener> listeners, List<MetricsPlugin> metrics) {
  private static final Logger LOG = LoggerFactory.getLogger(Plugins.class);
  private static final String SERVICES = "META-INF/services/";

  /** No plugins at all. */
  public static final Plugins NONE = new Plugins(List.of(), List.of(), List.of());

  public Plugins {
    handlers = List.copyOf(handlers);
    listeners = List.copyOf(listeners);
    metrics = List.copyOf(metrics);
  }

  /**
   * The plugins of all jars in the directory; none where there is no such directory.
   *
   * @throws CannotStart if a jar cannot be read, offers nothing, or something that cannot be made
   */
  public static Plugins in(Path directory) {
    List<TaskHandler> handlers = new ArrayList<>();
    List<WebhookListener> listeners = new ArrayList<>();
    List<MetricsPlugin> metrics = new ArrayList<>();
    SharedTypes shared = new SharedTypes(Plugins.class.getClassLoader());
    for (Path jar : jars(directory)) {
      Plugins found = of(jar, shared);
      LOG.info(
          "{} offers handlers of {}, {} listeners to webhooks and metrics plugins {}",
          jar,
          found.handlers.stream().map(TaskHandler::kind).toList(),
          found.listeners.size(),
          found.metrics.stream().map(MetricsPlugin::name).toList());
      handlers.addAll(found.handlers);
      listeners.addAll(found.listeners);
      metrics.addAll(found.metrics);
    }
    return new Plugins(handlers, listeners, metrics);
  }

  /** What people call a handler by: its class, and the jar where it comes out of one. */
  public static String name(TaskHandler handler) {
    return handler instanceof PluginHandler plugin
        ? plugin.toString()
        : handler.getClass().getName();
  }

  private static List<Path> jars(Path directory) {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    } catch (IOException failure) {
      throw new CannotStart(
          "%s: cannot be read: %s. Mend its permissions, or set PLUGINS_DIRECTORY."
              .formatted(directory, failure),
          failure);
    }
  }

  private static Plugins of(Path jar, ClassLoader shared) {
    @Nullable URLClassLoader loader = null;
    try {
      requireService(jar);
      URL[] path = {jar.toUri().toURL()};
      URLClassLoader own = new URLClassLoader(jar.getFileName().toString(), path, shared);
      loader = own;
      List<TaskHandler> handlers = new ArrayList<>();
      for (TaskHandler handler : ServiceLoader.load(TaskHandler.class, own)) {
        handlers.add(new PluginHandler(handler, own));
      }
      List<WebhookListener> listeners = new ArrayList<>();
      for (WebhookListener listener : ServiceLoader.load(WebhookListener.class, own)) {
        listeners.add(event -> {
          try (PluginThread _ = PluginThread.of(own)) {
            listener.received(event);
          }
        });
      }
      List<MetricsPlugin> metrics = new ArrayList<>();
      for (MetricsPlugin plugin : ServiceLoader.load(MetricsPlugin.class, own)) {
        metrics.add(new PluginMetrics(plugin, own));
      }
      return new Plugins(handlers, listeners, metrics);
    } catch (Exception | ServiceConfigurationError | LinkageError broken) {
      // A plugin is anybody's code: whatever its making throws is told in one line.
      close(loader, broken);
      throw new CannotStart(
          "%s: no usable plugin: %s. Remove or replace it.".formatted(jar, describe(broken)),
          broken);
    }
  }

  private static void requireService(Path jar) throws IOException {
    List<String> services =
        Stream.of(TaskHandler.class, WebhookListener.class, MetricsPlugin.class)
            .map(service -> SERVICES + service.getName())
            .toList();
    try (JarFile file = new JarFile(jar.toFile())) {
      if (services.stream().allMatch(service -> file.getEntry(service) == null)) {
        throw new IOException("it has no " + String.join(" and no ", services));
      }
    }
  }

  private static void close(@Nullable URLClassLoader loader, Throwable broken) {
    if (loader != null) {
      try {
        loader.close();
      } catch (IOException failure) {
        broken.addSuppressed(failure);
      }
    }
  }

  private static String describe(Throwable broken) {
    Throwable cause = broken.getCause();
    String text = String.valueOf(broken.getMessage());
    return cause == null ? text : text + ": " + cause;
  }
}
