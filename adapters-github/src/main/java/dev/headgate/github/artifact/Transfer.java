package dev.headgate.github.artifact;

import dev.headgate.core.gateway.Cancellation;
import dev.headgate.core.gateway.Waiter;
import dev.headgate.core.limit.ByteThrottle;
import dev.headgate.github.artifact.TransferStopped.Why;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.function.DoubleSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * The bytes behind a signed URL as one stream, whatever happens to the connection or the URL: what
 * broke off is resumed where it broke, by Range and the tag that the first answer had; a URL that
 * is refused is replaced by a new one. Constant memory. For one thread; {@link #close} may come
 * from any.
 *
 * <p>A read throws {@link TransferStopped} where the transfer cannot go on.
 */
public final class Transfer extends InputStream {
  /** A transfer that moves so much has come on. */
  private static final long PROGRESS = 64 << 10;

  private static final int LONGEST_TAG = 200;
  private static final Pattern CONTENT_RANGE =
      Pattern.compile("bytes (\\d{1,18})-\\d{1,18}/(\\d{1,18})");

  /** What makes a URL. */
  @FunctionalInterface
  interface Signer {
    String sign() throws IOException, InterruptedException;
  }

  /** What a transfer lives on. */
  record Means(
      DownloadHost host,
      ByteThrottle bandwidth,
      Waiter waiter,
      DoubleSupplier random,
      Cancellation cancellation) {}

  private final Signer signer;
  private final Means means;
  private final ByteThrottle.Share share;
  private final long most;
  private final boolean digestKnown;
  private @Nullable String url;
  private @Nullable String tag;
  private long total;
  private long position;
  private volatile @Nullable Response response;
  private @Nullable InputStream body;
  private long lastProgress;
  private int failures;
  private int resumed;
  private int signed;

  /**
   * From a place on.
   *
   * @param most how many bytes there may be in all
   * @param digestKnown whether damage will show afterwards, so that what has no tag can be resumed
   * @param position where to begin
   * @param tag the content's tag, where it is known from before
   * @param total how many bytes there are, where that is known from before; else -1
   */
  Transfer(
      Signer signer,
      Means means,
      long most,
      boolean digestKnown,
      long position,
      @Nullable String tag,
      long total) {
    this.signer = signer;
    this.means = means;
    this.share =
        means.bandwidth().share(pause -> means.waiter().await(pause, means.cancellation()));
    this.most = most;
    this.digestKnown = digestKnown;
    this.position = position;
    this.lastProgress = position;
    this.tag = tag;
    this.total = total;
    this.resumed = position > 0 ? 1 : 0;
  }

  /** How many bytes there are; -1 until that is known. */
  public long total() {
    return total;
  }

  /** The tag of the content; null where it has none. */
  public @Nullable String tag() {
    return tag;
  }

  /** How often it went on in the middle. */
  public int resumed() {
    return resumed;
  }

  /** How often a URL was replaced by a new one. */
  public int resigned() {
    return Math.max(0, signed - 1);
  }

  /** Connects, so that the length is known. */
  public void begin() throws IOException {
    while (body == null && position != total) {
      attempt();
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    while (length > 0) {
      if (position == total) {
        return -1;
      }
      InputStream open = body;
      if (open == null) {
        attempt();
        continue;
      }
      try {
        int count = open.read(into, offset, length);
        if (count >= 0) {
          moved(count);
          return count;
        }
        if (total >= 0) {
          throw new EOFException("the content ended early");
        }
        total = position;
      } catch (TransferStopped stopped) {
        throw stopped;
      } catch (IOException broken) {
        failed(broken);
      }
    }
    return 0;
  }

  private void moved(int count) throws IOException {
    position += count;
    if (position > most || (total >= 0 && position > total)) {
      throw tooLarge();
    }
    if (position - lastProgress >= PROGRESS || position == total) {
      lastProgress = position;
      failures = 0;
    }
    share.moved(count);
  }

  private TransferStopped tooLarge() {
    return TransferStopped.gone(
        Why.TOO_LARGE, "the archive is larger than %d bytes (artifacts.max-bytes)".formatted(most));
  }

  private void attempt() throws IOException {
    try {
      open();
    } catch (TransferStopped stopped) {
      throw stopped;
    } catch (DownloadHost.TransferRefused refused) {
      throw TransferStopped.gone(Why.REFUSED, String.valueOf(refused.getMessage()));
    } catch (InterruptedException interrupted) {
      throw interrupted();
    } catch (IOException broken) {
      failed(broken);
    }
  }

  private void open() throws IOException, InterruptedException {
    String address = url;
    if (address == null) {
      address = signer.sign();
      url = address;
      signed++;
    }
    if (means.cancellation().cancelled()) {
      throw interrupted();
    }
    Response arrived = means.host().get(address, position, position > 0 ? tag : null);
    response = arrived;
    boolean taken = false;
    try {
      take(arrived);
      taken = true;
    } finally {
      if (!taken) {
        arrived.close();
      }
    }
  }

  private void take(Response arrived) throws IOException {
    int status = arrived.code();
    switch (status) {
      case 200 -> whole(arrived);
      case 206 -> part(arrived);
      case 412, 416 -> throw TransferStopped.changed("the content changed while it was fetched");
      case 400, 401, 403, 404, 409, 410 -> {
        // An expired signature looks like this. If it is more, GitHub will say so when asked anew.
        url = null;
        throw new IOException("the signed URL was refused with " + status);
      }
      default -> throw new IOException("the host of the content answered " + status);
    }
  }

  private void whole(Response arrived) throws IOException {
    String newTag = strong(arrived);
    if (position > 0) {
      boolean same = tag == null ? digestKnown : tag.equals(newTag);
      if (!same) {
        throw TransferStopped.changed("the content changed while it was fetched");
      }
    }
    length(arrived.body().contentLength());
    tag = newTag;
    InputStream stream = arrived.body().byteStream();
    stream.skipNBytes(position);
    body = stream;
  }

  private void part(Response arrived) throws IOException {
    Matcher range = CONTENT_RANGE.matcher(String.valueOf(arrived.header("Content-Range")));
    if (!range.matches() || Long.parseLong(range.group(1)) != position || position == 0) {
      throw new IOException("the host of the content answered with another part");
    }
    String newTag = strong(arrived);
    if (tag != null && newTag != null && !tag.equals(newTag)) {
      throw TransferStopped.changed("the content changed while it was fetched");
    }
    length(Long.parseLong(range.group(2)));
    body = arrived.body().byteStream();
  }

  private void length(long stated) throws TransferStopped {
    if (stated < 0) {
      return;
    }
    if (total >= 0 && total != stated) {
      throw TransferStopped.changed(
          "the content has %d bytes instead of %d".formatted(stated, total));
    }
    total = stated;
    if (stated > most) {
      throw tooLarge();
    }
  }

  /** A weak tag says nothing about single bytes (RFC 9110 §13.1.5). */
  private static @Nullable String strong(Response arrived) {
    String found = arrived.header("ETag");
    boolean usable = found != null && found.startsWith("\"") && found.length() <= LONGEST_TAG;
    return usable ? found : null;
  }

  private void failed(IOException broken) throws IOException {
    drop();
    if (broken instanceof DownloadHost.TransferRefused) {
      throw TransferStopped.gone(Why.REFUSED, String.valueOf(broken.getMessage()));
    }
    if (Thread.currentThread().isInterrupted() || means.cancellation().cancelled()) {
      throw interrupted();
    }
    if (++failures >= means.host().settings().attempts()) {
      throw TransferStopped.broken(
          "%d attempts in a row came to nothing, the last: %s".formatted(failures, told(broken)));
    }
    if (position > 0 && tag == null && !digestKnown) {
      throw TransferStopped.changed("the content cannot be resumed: it has no tag");
    }
    // The first new URL is asked for at once: that one has expired is nobody's fault.
    boolean expired = url == null && failures == 1;
    Duration pause =
        expired
            ? Duration.ZERO
            : means.host().settings().pause(failures, means.random().getAsDouble());
    try {
      means.waiter().await(pause, means.cancellation());
    } catch (InterruptedException interrupted) {
      throw interrupted();
    }
    if (position > 0) {
      resumed++;
    }
  }

  /** Never the URL itself, whose query is as good as a password. */
  private static String told(IOException broken) {
    String message = broken.getMessage();
    return message != null && message.indexOf('?') < 0 && message.length() < 200
        ? message
        : broken.getClass().getSimpleName();
  }

  private static InterruptedIOException interrupted() {
    Thread.currentThread().interrupt();
    return new InterruptedIOException("interrupted");
  }

  private void drop() {
    body = null;
    Response last = response;
    if (last != null) {
      last.close();
    }
  }

  @Override
  public void close() {
    drop();
  }
}
