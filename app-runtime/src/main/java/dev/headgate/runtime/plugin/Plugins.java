package dev.headgate.runtime.plugin;

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
 * Finds the handlers that jars in a directory offer under {@code
 * META-INF/services/dev.headgate.core.work.TaskHandler}. Each jar has a class loader of its own,
 * see {@link SharedTypes}; it stays open for as long as the process lives.
 *
 * <p>A jar is code that is run as Headgate itself: who may write the directory may do whatever
 * Headgate may.
 */
public final class Plugins {
  private static final Logger LOG = LoggerFactory.getLogger(Plugins.class);
  private static final String SERVICE = "META-INF/services/" + TaskHandler.class.getName();

  private Plugins() {}

  /**
   * The handlers of all jars in the directory, in the order of the jars' names; none where there is
   * no such directory.
   *
   * @throws CannotStart if a jar cannot be read, offers no handler, or one that cannot be made
   */
  public static List<TaskHandler> in(Path directory) {
    List<TaskHandler> handlers = new ArrayList<>();
    SharedTypes shared = new SharedTypes(Plugins.class.getClassLoader());
    for (Path jar : jars(directory)) {
      List<TaskHandler> found = handlers(jar, shared);
      LOG.info(
          "{} offers {}", jar, String.join(", ", found.stream().map(TaskHandler::kind).toList()));
      handlers.addAll(found);
    }
    return handlers;
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

  private static List<TaskHandler> handlers(Path jar, ClassLoader shared) {
    @Nullable URLClassLoader loader = null;
    try {
      requireService(jar);
      URL[] path = {jar.toUri().toURL()};
      loader = new URLClassLoader(jar.getFileName().toString(), path, shared);
      List<TaskHandler> handlers = new ArrayList<>();
      for (TaskHandler handler : ServiceLoader.load(TaskHandler.class, loader)) {
        handlers.add(new PluginHandler(handler, loader));
      }
      return handlers;
    } catch (Exception | ServiceConfigurationError | LinkageError broken) {
      // A plugin is anybody's code: whatever its making throws is told in one line.
      close(loader, broken);
      throw new CannotStart(
          "%s: no usable plugin: %s. Remove or replace it.".formatted(jar, describe(broken)),
          broken);
    }
  }

  private static void requireService(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      if (file.getEntry(SERVICE) == null) {
        throw new IOException("it has no " + SERVICE);
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
