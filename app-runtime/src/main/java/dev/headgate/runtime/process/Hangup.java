package dev.headgate.runtime.process;

import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The signal {@code SIGHUP}, by which a service is told to read its configuration again. Without
 * this the JVM ends on it.
 */
public final class Hangup {
  private static final Logger LOG = LoggerFactory.getLogger(Hangup.class);

  private Hangup() {}

  /**
   * Has this done at each such signal, on a thread of the JVM's; nothing where there is none, as on
   * Windows.
   */
  public static void then(Runnable action) {
    try {
      // By name: javac warns of sun.misc.Signal and cannot be asked not to, and there is no other.
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object told =
          Proxy.newProxyInstance(
              handler.getClassLoader(),
              new Class<?>[] {handler},
              (proxy, method, arguments) -> {
                if (!method.getName().equals("handle")) {
                  throw new UnsupportedOperationException(method.getName());
                }
                action.run();
                return null;
              });
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance("HUP"), told);
    } catch (ReflectiveOperationException | IllegalArgumentException none) {
      LOG.debug("SIGHUP is not listened to: {}", none.toString());
    }
  }
}
