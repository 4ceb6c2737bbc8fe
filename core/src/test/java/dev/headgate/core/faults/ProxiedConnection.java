package dev.headgate.core.faults;

import dev.headgate.core.faults.FaultProxy.LostReply;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import org.jspecify.annotations.Nullable;

/** One connection through the proxy, with a thread for each direction. */
final class ProxiedConnection {

  private static final int PIECE = 1 << 16;

  private final FaultProxy proxy;
  private final Socket client;
  private final Socket server;
  private volatile @Nullable LostReply lostReply;

  ProxiedConnection(FaultProxy proxy, Socket client, Socket server) {
    this.proxy = proxy;
    this.client = client;
    this.server = server;
  }

  void passRequests() {
    byte[] piece = new byte[PIECE];
    try {
      InputStream from = client.getInputStream();
      OutputStream to = server.getOutputStream();
      for (int length = from.read(piece); length >= 0; length = from.read(piece)) {
        proxy.hold();
        LostReply claimed = proxy.claim(piece, length);
        if (claimed != null) {
          lostReply = claimed;
        }
        to.write(piece, 0, length);
      }
      server.shutdownOutput();
    } catch (IOException | InterruptedException ended) {
      reset();
    }
  }

  void passReplies() {
    byte[] piece = new byte[PIECE];
    try {
      InputStream from = server.getInputStream();
      OutputStream to = client.getOutputStream();
      for (int length = from.read(piece); length >= 0; length = from.read(piece)) {
        proxy.hold();
        if (!withheld()) {
          to.write(piece, 0, length);
        }
      }
      client.shutdownOutput();
    } catch (IOException | InterruptedException ended) {
      reset();
    }
  }

  /** The connection is of no use after this: what follows is withheld as well. */
  private boolean withheld() {
    LostReply lost = lostReply;
    if (lost == null) {
      return false;
    }
    if (lost.reset()) {
      reset();
    }
    lost.happened().countDown();
    return true;
  }

  void endReplies() {
    try {
      client.shutdownOutput();
    } catch (IOException alreadyEnded) {
      reset();
    }
  }

  void reset() {
    reset(client);
    reset(server);
    proxy.ended(this);
  }

  /** Closes without the usual farewell: the other side's next call fails. */
  static void reset(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException alreadyClosed) {
      // Setting the option fails on a closed socket, which is what was wanted.
      assert socket.isClosed();
    }
  }
}
