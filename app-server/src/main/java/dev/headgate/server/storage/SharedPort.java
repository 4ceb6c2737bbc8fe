package dev.headgate.server.storage;

import com.google.inject.Key;
import com.google.inject.Module;
import com.google.inject.PrivateModule;
import java.util.List;

/** Takes some ports out of a store's module, each as {@link Shared}, and hides the rest. */
final class SharedPort extends PrivateModule {
  private final Module store;
  private final List<Class<?>> ports;

  private SharedPort(Module store, List<Class<?>> ports) {
    this.store = store;
    this.ports = ports;
  }

  /** These ports of that module. */
  static SharedPort of(Module store, Class<?>... ports) {
    return new SharedPort(store, List.of(ports));
  }

  @Override
  protected void configure() {
    install(store);
    ports.forEach(this::share);
  }

  private <T> void share(Class<T> port) {
    Key<T> shared = Key.get(port, Shared.class);
    bind(shared).to(port);
    expose(shared);
  }
}
