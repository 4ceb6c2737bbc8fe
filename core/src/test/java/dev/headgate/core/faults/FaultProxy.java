package dev.headgate.core.faults;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A TCP proxy between a client and a server of this machine, which a test tells what goes wrong.
 *
 * <p>It starts without faults. What is set holds for all connections, the standing ones and those
 * to come, until it is unset. Thread-safe.
 */
public final class FaultProxy implements AutoCloseable {

  private final Set<ProxiedConnection> connections = ConcurrentHashMap.newKeySet();
  private final AtomicLong accepted = new AtomicLong();
  private final AtomicReference<@Nullable LostReply> lostReply = new AtomicReference<>();
  private final int port;
  private volatile ServerSocket listener;
  private volatile int target;
  private volatile Duration delay = Duration.ZERO;
  private volatile CountDownLatch flowing = new CountDownLatch(0);

  private FaultProxy(int target) {
    this.target = target;
    this.listener = listen(0);
    this.port = listener.getLocalPort();
    accept(listener);
  }

  /** A proxy to a port of this machine. */
  public static FaultProxy to(int port) {
    return new FaultProxy(port);
  }

  /** The port that clients connect to. */
  public int port() {
    return port;
  }

  /** How many connections were accepted so far. */
  public long accepted() {
    return accepted.get();
  }

  /** Where connections lead that are made from now on, as after a failover. */
  public void retarget(int newPort) {
    target = newPort;
  }

  /** Every piece of data arrives this much later, in either direction. */
  public void delay(Duration each) {
    delay = each;
  }

  /** Nothing passes any more, and no connection ends: a network that swallows everything. */
  public void freeze() {
    if (flowing.getCount() == 0) {
      flowing = new CountDownLatch(1);
    }
  }

  /** What was held back by {@link #freeze} goes on its way. */
  public void thaw() {
    flowing.countDown();
  }

  /** Ends every standing connection by a reset, on both sides. */
  public void reset() {
    connections.forEach(ProxiedConnection::reset);
  }

  /** Ends the server's half of every standing connection; the client may go on sending. */
  public void halfClose() {
    connections.forEach(ProxiedConnection::endReplies);
  }

  /** Refuses connections from now on, and resets the standing ones. */
  public void down() {
    try {
      listener.close();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    reset();
  }

  /**
   * Accepts connections again, on the same port. A client that tried again meanwhile may have met
   * itself there (TCP's simultaneous open), and holds the port until it notices.
   */
  public void up() {
    listener = listenWhenFree();
    accept(listener);
  }

  private ServerSocket listenWhenFree() {
    for (int i = 0; i < 600; i++) {
      try {
        return listen(port);
      } catch (UncheckedIOException taken) {
        pause();
      }
    }
    return listen(port);
  }

  private static void pause() {
    try {
      Thread.sleep(50);
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Lets the next request that contains this text pass, and withholds what the server answers: the
   * server did it, the client does not hear of it.
   *
   * @param text a part of the request in ISO 8859-1, within one piece of data
   * @param reset whether the connection is reset when the answer comes; else it stays silent
   * @return is counted down when the server's answer was withheld
   */
  public CountDownLatch loseReplyTo(String text, boolean reset) {
    LostReply lost = new LostReply(text, reset, new CountDownLatch(1));
    lostReply.set(lost);
    return lost.happened();
  }

  @Override
  public void close() {
    thaw();
    down();
  }

  /** Holds a piece of data back as long as the faults say. */
  void hold() throws InterruptedException {
    if (!delay.isZero()) {
      Thread.sleep(delay.toMillis());
    }
    flowing.await();
  }

  /** The reply that is to be lost if it is this request's, once. */
  @Nullable LostReply claim(byte[] request, int length) {
    LostReply lost = lostReply.get();
    return lost != null
            && new String(request, 0, length, ISO_8859_1).contains(lost.text())
            && lostReply.compareAndSet(lost, null)
        ? lost
        : null;
  }

  void ended(ProxiedConnection connection) {
    connections.remove(connection);
  }

  private void accept(ServerSocket listening) {
    daemon(
        "proxy-accept",
        () -> {
          while (!listening.isClosed()) {
            acceptOne(listening);
          }
        });
  }

  private void acceptOne(ServerSocket listening) {
    try {
      Socket client = listening.accept();
      accepted.incrementAndGet();
      // Connecting may take long: the next client does not wait for it.
      daemon("proxy-connect", () -> connect(client));
    } catch (IOException closed) {
      if (!listening.isClosed()) {
        throw new UncheckedIOException(closed);
      }
    }
  }

  private void connect(Socket client) {
    Socket server = new Socket();
    try {
      server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
    } catch (IOException refused) {
      ProxiedConnection.reset(client);
      return;
    }
    ProxiedConnection connection = new ProxiedConnection(this, client, server);
    connections.add(connection);
    daemon("proxy-requests", connection::passRequests);
    daemon("proxy-replies", connection::passReplies);
    if (listener.isClosed()) {
      connection.reset();
    }
  }

  private static void daemon(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }

  private static ServerSocket listen(int port) {
    try {
      ServerSocket socket = new ServerSocket();
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return socket;
    } catch (IOException failed) {
      throw new UncheckedIOException("port " + port, failed);
    }
  }

  /** The answer that shall not arrive. */
  record LostReply(String text, boolean reset, CountDownLatch happened) {}
}
