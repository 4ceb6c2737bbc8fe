package dev.headgate.storage.testing;

import dev.headgate.storage.redis.connection.RedisSettings;
import java.net.URI;
import java.util.List;

/**
 * A server that one test owns. It keeps its port, and with {@code appendonly yes} its data, over
 * {@link #stop} and {@link #kill} until it is closed. Not thread-safe.
 */
public final class OwnRedis implements AutoCloseable {

  private final RedisProcess process;

  OwnRedis(RedisProcess process) {
    this.process = process;
  }

  /** How it is reached. */
  public RedisSettings settings() {
    return RedisSettings.of(List.of(uri(port())));
  }

  /** The port it listens on. */
  public int port() {
    return process.port();
  }

  /** The port on which it speaks TLS; 0: it does not. */
  public int tlsPort() {
    return process.tlsPort();
  }

  /** Sends one command over a connection of its own; the first line of the answer, or the text. */
  public String command(String... words) {
    return process.command(words);
  }

  /** Shuts it down in order. */
  public void stop() {
    process.shutDown();
  }

  /** Ends it as a loss of power would. */
  public void kill() {
    process.kill();
  }

  /** Starts it again on the same port and data. */
  public void restart() {
    process.restart();
  }

  /** Stops it where it is: connections stand, nothing answers. */
  public void freeze() {
    process.signal("STOP");
  }

  /** Lets a frozen server go on. */
  public void thaw() {
    process.signal("CONT");
  }

  @Override
  public void close() {
    process.close();
  }

  static URI uri(int port) {
    return URI.create("redis://127.0.0.1:" + port);
  }
}
