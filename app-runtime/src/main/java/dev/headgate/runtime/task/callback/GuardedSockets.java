package dev.headgate.runtime.task.callback;

import dev.headgate.core.limit.PublicAddresses;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import javax.net.SocketFactory;

/**
 * Sockets that connect to allowed addresses only. It is the very address that is connected to which
 * is looked at, so that nothing a name service says in between makes a difference.
 */
final class GuardedSockets extends SocketFactory {
  private final PublicAddresses addresses;

  GuardedSockets(PublicAddresses addresses) {
    this.addresses = addresses;
  }

  @Override
  public Socket createSocket() {
    return new Socket() {
      @Override
      public void connect(SocketAddress peer, int timeout) throws IOException {
        InetAddress address = ((InetSocketAddress) peer).getAddress();
        if (address == null) {
          throw new UnknownHostException("the receiver's name has no address");
        }
        if (!addresses.contain(address)) {
          throw new RefusedAddress(address);
        }
        super.connect(peer, timeout);
      }
    };
  }

  @Override
  public Socket createSocket(String host, int port) {
    throw unconnected();
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress local, int localPort) {
    throw unconnected();
  }

  @Override
  public Socket createSocket(InetAddress host, int port) {
    throw unconnected();
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
    throw unconnected();
  }

  private static UnsupportedOperationException unconnected() {
    return new UnsupportedOperationException("sockets are made first and connected then");
  }

  /** The address is none that may be called. */
  static final class RefusedAddress extends IOException {
    private static final long serialVersionUID = 1L;

    RefusedAddress(InetAddress address) {
      super("the address %s is private".formatted(address.getHostAddress()));
    }
  }
}
