package dev.headgate.github.simulator;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/** The last requests, credentials masked. Safe for many threads. */
final class RequestLog {
  static final int MOST = 1_000;
  private static final int LONGEST_VALUE = 8_192;
  private static final Set<String> SECRET = Set.of("authorization", "cookie", "x-github-otp");

  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<RecordedRequest> last = new ArrayDeque<>();

  void add(Incoming request, String principal) {
    String query = request.query().isEmpty() ? "" : "?" + request.query();
    RecordedRequest recorded =
        new RecordedRequest(
            request.method(),
            request.prefix() + request.path() + query,
            request.headers().stream().map(RequestLog::masked).toList(),
            request.bodySha256(),
            request.bodyLength(),
            principal);
    lock.lock();
    try {
      last.addLast(recorded);
      if (last.size() > MOST) {
        last.removeFirst();
      }
    } finally {
      lock.unlock();
    }
  }

  /** The newest {@code limit} requests, oldest first. */
  List<RecordedRequest> last(int limit) {
    lock.lock();
    try {
      return last.stream().skip(Math.max(0, last.size() - limit)).toList();
    } finally {
      lock.unlock();
    }
  }

  void clear() {
    lock.lock();
    try {
      last.clear();
    } finally {
      lock.unlock();
    }
  }

  private static Map.Entry<String, String> masked(Header header) {
    String value = header.value();
    if (!SECRET.contains(header.name().toLowerCase(Locale.ROOT))) {
      return Map.entry(header.name(), value.substring(0, Math.min(value.length(), LONGEST_VALUE)));
    }
    int space = value.indexOf(' ');
    String scheme = space < 0 ? "" : value.substring(0, space + 1);
    String secret = value.substring(space + 1);
    return Map.entry(header.name(), scheme + "sha256:" + Digests.hashedToken(secret));
  }
}
