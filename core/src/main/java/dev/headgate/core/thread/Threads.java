package dev.headgate.core.thread;

import java.lang.reflect.Method;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;

/**
 * Makes threads on every Java since 17. Light ones are virtual where that costs nothing: from Java
 * 24 on, before which a virtual thread that waits inside a monitor holds on to its carrier (JEP
 * 491) and a driver can stop them all. On older ones they are platform threads.
 *
 * <p>All of them are daemons: none keeps the process alive. Safe for use by several threads.
 */
public final class Threads {
  private static final int FREE_OF_PINNING = 24;

  private Threads() {}

  /** Makes platform threads of that name. */
  public static ThreadFactory daemon(String name) {
    return task -> {
      Thread thread = new Thread(task, name);
      thread.setDaemon(true);
      return thread;
    };
  }

  /** Makes light threads of that name. */
  public static ThreadFactory light(String name) {
    return light(name, Runtime.version().feature());
  }

  static ThreadFactory light(String name, int java) {
    return java < FREE_OF_PINNING ? daemon(name) : virtual(name);
  }

  /** Starts a light thread. */
  public static Thread startLight(String name, Runnable task) {
    Thread thread = light(name).newThread(task);
    thread.start();
    return thread;
  }

  /** Gives each task a light thread of its own. */
  public static Executor eachLight(String name) {
    ThreadFactory threads = light(name);
    return task -> threads.newThread(task).start();
  }

  /** {@code Thread.ofVirtual().name(name).factory()}, which Java 17 has no words for. */
  private static ThreadFactory virtual(String name) {
    try {
      Class<?> builder = Class.forName("java.lang.Thread$Builder");
      Object unnamed = Thread.class.getMethod("ofVirtual").invoke(null);
      Method naming = builder.getMethod("name", String.class);
      return (ThreadFactory) builder.getMethod("factory").invoke(naming.invoke(unnamed, name));
    } catch (ReflectiveOperationException impossible) {
      throw new IllegalStateException("a Java of this version has virtual threads", impossible);
    }
  }
}
