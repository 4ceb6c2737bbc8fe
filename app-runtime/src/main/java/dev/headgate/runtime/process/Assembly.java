package dev.headgate.runtime.process;

import com.google.inject.CreationException;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Module;
import com.google.inject.Stage;
import com.google.inject.spi.Message;

/** Puts a process together out of its modules. */
public final class Assembly {
  private Assembly() {}

  /**
   * All parts of a process, each of them made.
   *
   * @throws CannotStart if a part says so: as it said it, without the way that led to it
   */
  public static Injector of(Module... modules) {
    try {
      return Guice.createInjector(Stage.PRODUCTION, modules);
    } catch (CreationException broken) {
      for (Message message : broken.getErrorMessages()) {
        if (message.getCause() instanceof CannotStart told) {
          throw told;
        }
      }
      throw broken;
    }
  }
}
