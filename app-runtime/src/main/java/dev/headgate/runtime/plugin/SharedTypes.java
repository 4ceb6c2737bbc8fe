package dev.headgate.runtime.plugin;

import java.util.List;

/**
 * What a plugin shares with Headgate: the JDK, the core's types and the logging facade. All else it
 * brings itself, so that two plugins, or a plugin and Headgate, may use different versions of a
 * library.
 */
final class SharedTypes extends ClassLoader {
  private static final List<String> SHARED =
      List.of("dev.headgate.core.", "org.slf4j.", "org.jspecify.annotations.");

  private final ClassLoader headgate;

  SharedTypes(ClassLoader headgate) {
    super("headgate-shared", ClassLoader.getPlatformClassLoader());
    this.headgate = headgate;
  }

  /** Asked for whatever the platform does not have. */
  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    if (SHARED.stream().anyMatch(name::startsWith)) {
      return headgate.loadClass(name);
    }
    throw new ClassNotFoundException(name);
  }
}
