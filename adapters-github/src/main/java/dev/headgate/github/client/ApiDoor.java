package dev.headgate.github.client;

import dev.headgate.core.gateway.ApiAnswer;
import dev.headgate.core.gateway.ApiRequest;
import java.io.IOException;

/** Where requests of this process enter the gateway. Safe for use by several threads. */
@FunctionalInterface
public interface ApiDoor {
  /**
   * The gateway's answer; blocks the calling thread for it.
   *
   * @throws IOException if the gateway is closed
   * @throws InterruptedException when the thread is interrupted
   */
  ApiAnswer answer(ApiRequest request) throws IOException, InterruptedException;
}
