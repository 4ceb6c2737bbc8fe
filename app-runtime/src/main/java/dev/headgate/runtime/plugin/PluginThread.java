package dev.headgate.runtime.plugin;

/**
 * Lends this thread a plugin's class loader, by which its libraries find its classes, until it is
 * closed by the same thread.
 */
record PluginThread(ClassLoader before) implements AutoCloseable {

  static PluginThread of(ClassLoader loader) {
    Thread thread = Thread.currentThread();
    PluginThread lent = new PluginThread(thread.getContextClassLoader());
    thread.setContextClassLoader(loader);
    return lent;
  }

  @Override
  public void close() {
    Thread.currentThread().setContextClassLoader(before);
  }
}
