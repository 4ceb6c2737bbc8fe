package dev.headgate.benchmarks.protection;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Requests that come at a rate of their own, whether earlier ones were answered or not, each for
 * another page in the name of one of a thousand callers: one in ten of high priority, the others
 * half normal and half low. Time counts from when a request was due; who is not answered in five
 * seconds is lost. With rate 0 so many callers ask one after the other, which tells what the server
 * can do.
 *
 * <p>{@code OpenLoad URL RATE SECONDS [CALLERS]} prints one line for each priority: name, requests,
 * answered in time, refused, failed, answered each second, p50 and p99 in milliseconds of those
 * answered.
 */
public final class OpenLoad {
  private static final int PATIENCE_MS = 5_000;
  private static final int MOST_AT_ONCE = 12_000;
  private static final String[] PRIORITIES = {"high", "normal", "low"};
  private static final AtomicLong PAGES = new AtomicLong(System.nanoTime() >>> 10);

  private final URI server;
  private final ConcurrentLinkedDeque<Socket> idle = new ConcurrentLinkedDeque<>();
  private final List<Results> results = Arrays.stream(PRIORITIES).map(_ -> new Results()).toList();

  private OpenLoad(URI server) {
    this.server = server;
  }

  /** Loads a server as the class says. */
  public static void main(String[] arguments) throws InterruptedException {
    OpenLoad load = new OpenLoad(URI.create(arguments[0]));
    double rate = Double.parseDouble(arguments[1]);
    int seconds = Integer.parseInt(arguments[2]);
    if (rate == 0) {
      load.closed(Integer.parseInt(arguments[3]), seconds);
    } else {
      load.open(rate, seconds);
    }
    for (int i = 0; i < PRIORITIES.length; i++) {
      System.out.println(load.results.get(i).line(PRIORITIES[i], seconds));
    }
  }

  private void open(double rate, int seconds) {
    long start = System.nanoTime();
    Semaphore places = new Semaphore(MOST_AT_ONCE);
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (long number = 0; number < rate * seconds; number++) {
        long due = start + (long) (number / rate * 1e9);
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
          LockSupport.parkNanos(left);
        }
        int priority = priority(number);
        if (!places.tryAcquire()) {
          results.get(priority).failed.incrementAndGet();
          continue;
        }
        callers.execute(() -> {
          ask(priority, due);
          places.release();
        });
      }
    }
  }

  private void closed(int callers, int seconds) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int caller = 0; caller < callers; caller++) {
        threads.execute(() -> {
          for (long number = 0; System.nanoTime() < end; number++) {
            ask(priority(number), System.nanoTime());
          }
        });
      }
    }
  }

  private static int priority(long number) {
    return number % 10 == 0 ? 0 : number % 2 == 0 ? 1 : 2;
  }

  private void ask(int priority, long due) {
    Results mine = results.get(priority);
    @Nullable Socket socket = null;
    try {
      socket = connection();
      long page = PAGES.incrementAndGet();
      String request =
          "GET /repos/octo/load/contents/%d HTTP/1.1\r\nHost: gate\r\nAccept-Encoding: gzip\r\n"
                  .formatted(page)
              + "Authorization: Bearer ghp_load%032d\r\nX-Headgate-Priority: %s\r\n\r\n"
                  .formatted(page % 1000, PRIORITIES[priority]);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      int status = answer(socket, due);
      idle.push(socket);
      mine.ended(status, System.nanoTime() - due);
    } catch (IOException lost) {
      mine.failed.incrementAndGet();
      if (socket != null) {
        close(socket);
      }
    }
  }

  private Socket connection() throws IOException {
    Socket known = idle.poll();
    if (known != null) {
      return known;
    }
    Socket fresh = new Socket();
    fresh.setTcpNoDelay(true);
    fresh.connect(new InetSocketAddress(server.getHost(), server.getPort()), PATIENCE_MS);
    return fresh;
  }

  private static int answer(Socket socket, long due) throws IOException {
    long left = PATIENCE_MS - (System.nanoTime() - due) / 1_000_000;
    if (left <= 0) {
      throw new SocketTimeoutException("too late");
    }
    socket.setSoTimeout((int) left);
    InputStream in = new BufferedInputStream(socket.getInputStream(), 16_384);
    String first = line(in);
    long length = 0;
    for (String field = line(in); !field.isEmpty(); field = line(in)) {
      if (field.regionMatches(true, 0, "Content-Length:", 0, 15)) {
        length = Long.parseLong(field.substring(15).strip());
      }
    }
    in.skipNBytes(length);
    return Integer.parseInt(first.substring(9, 12));
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new IOException("closed");
      }
      if (next != '\r') {
        line.append((char) next);
      }
    }
    return line.toString();
  }

  private static void close(Socket socket) {
    if (socket == null) {
      return;
    }
    try {
      socket.close();
    } catch (IOException gone) {
      // It was to be closed, and it is.
      return;
    }
  }

  private static final class Results {
    final AtomicLong refused = new AtomicLong();
    final AtomicLong failed = new AtomicLong();
    final List<Long> answered = Collections.synchronizedList(new ArrayList<>());

    void ended(int status, long nanos) {
      if (nanos > PATIENCE_MS * 1_000_000L) {
        failed.incrementAndGet();
      } else if (status == 200) {
        answered.add(nanos);
      } else if (status == 503) {
        refused.incrementAndGet();
      } else {
        failed.incrementAndGet();
      }
    }

    String line(String name, int seconds) {
      List<Long> sorted = answered.stream().sorted().toList();
      long all = sorted.size() + refused.get() + failed.get();
      return String.format(
          Locale.ROOT,
          "%s %d %d %d %d %.1f %.0f %.0f",
          name,
          all,
          sorted.size(),
          refused.get(),
          failed.get(),
          (double) sorted.size() / seconds,
          percentile(sorted, 0.5),
          percentile(sorted, 0.99));
    }

    private static double percentile(List<Long> sorted, double share) {
      return sorted.isEmpty() ? Double.NaN : sorted.get((int) ((sorted.size() - 1) * share)) / 1e6;
    }
  }
}
