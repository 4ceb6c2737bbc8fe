package dev.headgate.core.blob;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What every {@link BlobStore} does. */
public interface BlobStoreContract {
  /** Noon UTC on the first of January 2026. */
  Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  /** What {@link #blobStore()} keeps to. */
  BlobLimits LIMITS = new BlobLimits(1 << 20, Duration.ofDays(7), Duration.ofDays(1));

  /** A store that nobody else uses, within {@link #LIMITS}; the same one for all of one test. */
  BlobStore blobStore();

  /** Threads for races. */
  ExecutorService threads();

  private static BlobId id(String name) {
    return new BlobId(name);
  }

  private static byte[] text(String text) {
    return text.getBytes(UTF_8);
  }

  private static byte[] noise(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private static void write(BlobUpload upload, byte[] bytes) {
    upload.write(bytes, 0, bytes.length);
  }

  private Blob stored(String name, byte[] bytes, Instant now) {
    try (BlobUpload upload = blobStore().create(id(name), now)) {
      write(upload, bytes);
      return upload.commit(now);
    }
  }

  private byte[] read(String name, long from, long length) {
    try (BlobContent content = blobStore().open(id(name), from, length, NOON).orElseThrow()) {
      return content.stream().readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String left(String name) {
    try (BlobRemains remains = blobStore().remains(id(name), NOON).orElseThrow()) {
      String bytes = new String(remains.stream().readAllBytes(), UTF_8);
      assertThat(bytes).hasSize((int) remains.bytes());
      return bytes + "|" + remains.note();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  default void keepsWhatWasCommittedWithItsLengthAndDigest() {
    byte[] bytes = noise(300_000);
    Blob blob = stored("whole", bytes, NOON);
    assertThat(blob)
        .isEqualTo(
            new Blob(id("whole"), 300_000, sha256(bytes), NOON, NOON.plus(LIMITS.retention())));
    assertThat(blobStore().find(id("whole"), NOON)).contains(blob);
    assertThat(read("whole", 0, Long.MAX_VALUE)).isEqualTo(bytes);
  }

  @Test
  default void keepsABlobWithoutBytes() {
    assertThat(stored("empty", new byte[0], NOON).bytes()).isZero();
    assertThat(read("empty", 0, Long.MAX_VALUE)).isEmpty();
  }

  @Test
  default void knowsNothingOfWhatWasNeverCommitted() {
    try (BlobUpload upload = blobStore().create(id("half"), NOON)) {
      write(upload, text("half"));
      assertThat(upload.bytes()).isEqualTo(4);
      assertThat(blobStore().find(id("half"), NOON)).isEmpty();
      assertThat(blobStore().open(id("half"), NOON)).isEmpty();
      assertThat(blobStore().list("", "", 10, NOON)).isEmpty();
    }
    assertThat(blobStore().find(id("half"), NOON)).isEmpty();
    assertThat(blobStore().remains(id("half"), NOON)).isEmpty();
    assertThat(blobStore().bytes()).isZero();
  }

  @Test
  default void readsAnyPart() {
    stored("digits", text("0123456789"), NOON);
    assertThat(new String(read("digits", 3, 4), UTF_8)).isEqualTo("3456");
    assertThat(new String(read("digits", 8, 100), UTF_8)).isEqualTo("89");
    assertThat(read("digits", 10, 5)).isEmpty();
    assertThat(read("digits", 2, 0)).isEmpty();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> blobStore().open(id("digits"), 11, 1, NOON));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> blobStore().open(id("digits"), -1, 1, NOON));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> blobStore().open(id("digits"), 0, -1, NOON));
  }

  @Test
  default void replacesABlobWithoutDisturbingItsReaders() throws IOException {
    stored("doc", text("old content"), NOON);
    try (BlobContent content = blobStore().open(id("doc"), NOON).orElseThrow()) {
      stored("doc", text("new"), NOON);
      assertThat(new String(content.stream().readAllBytes(), UTF_8)).isEqualTo("old content");
    }
    assertThat(new String(read("doc", 0, 100), UTF_8)).isEqualTo("new");
    assertThat(blobStore().bytes()).isEqualTo(3);
  }

  @Test
  default void aReaderReadsOnAfterTheBlobIsDeleted() throws IOException {
    stored("doc", text("content"), NOON);
    try (BlobContent content = blobStore().open(id("doc"), NOON).orElseThrow()) {
      assertThat(blobStore().delete(id("doc"))).isTrue();
      assertThat(new String(content.stream().readAllBytes(), UTF_8)).isEqualTo("content");
    }
    assertThat(blobStore().find(id("doc"), NOON)).isEmpty();
    assertThat(blobStore().delete(id("doc"))).isFalse();
    assertThat(blobStore().bytes()).isZero();
  }

  @Test
  default void aCommittedUploadIsCommittedOnce() {
    try (BlobUpload upload = blobStore().create(id("once"), NOON)) {
      upload.commit(NOON);
      assertThatIllegalStateException().isThrownBy(() -> upload.commit(NOON));
    }
    assertThat(blobStore().find(id("once"), NOON)).isPresent();
  }

  @Test
  default void goesOnFromWhatWasKept() {
    try (BlobUpload upload = blobStore().create(id("big"), NOON)) {
      write(upload, text("first "));
      upload.keep("tag-1", NOON);
      write(upload, text("lost"));
    }
    assertThat(left("big")).isEqualTo("first |tag-1");
    assertThat(blobStore().find(id("big"), NOON)).isEmpty();
    assertThat(blobStore().bytes()).isEqualTo(6);
    try (BlobUpload upload = blobStore().create(id("big"), NOON)) {
      write(upload, text("first "));
      write(upload, text("second"));
      upload.commit(NOON);
    }
    assertThat(new String(read("big", 0, 100), UTF_8)).isEqualTo("first second");
    assertThat(blobStore().remains(id("big"), NOON)).isEmpty();
    assertThat(blobStore().bytes()).isEqualTo(12);
  }

  @Test
  default void keepsTheLongestOfSeveral() {
    try (BlobUpload upload = blobStore().create(id("big"), NOON)) {
      write(upload, text("a long way"));
      upload.keep("first", NOON);
    }
    try (BlobUpload upload = blobStore().create(id("big"), NOON.plusSeconds(1))) {
      write(upload, text("a long"));
      upload.keep("second", NOON);
    }
    assertThat(left("big")).isEqualTo("a long way|first");
    try (BlobUpload upload = blobStore().create(id("big"), NOON.plusSeconds(2))) {
      write(upload, text("a long way to go"));
      upload.keep("third", NOON);
      write(upload, text(" on"));
      upload.keep("fourth", NOON);
    }
    assertThat(left("big")).isEqualTo("a long way to go on|fourth");
    assertThat(blobStore().bytes()).isEqualTo(19);
  }

  @Test
  default void refusesANoteThatIsTooLong() {
    try (BlobUpload upload = blobStore().create(id("note"), NOON)) {
      upload.keep("n".repeat(BlobUpload.LONGEST_NOTE), NOON);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> upload.keep("n".repeat(BlobUpload.LONGEST_NOTE + 1), NOON));
    }
  }

  @Test
  default void whatWasKeptIsForgottenAfterAWhile() {
    try (BlobUpload upload = blobStore().create(id("big"), NOON)) {
      write(upload, text("first"));
      upload.keep("tag", NOON);
    }
    Instant late = NOON.plus(LIMITS.remainsFor()).plusMillis(1);
    assertThat(blobStore().remains(id("big"), late)).isEmpty();
    assertThat(blobStore().sweep(late.minusMillis(1))).isZero();
    assertThat(blobStore().sweep(late)).isEqualTo(1);
    assertThat(blobStore().bytes()).isZero();
  }

  @Test
  default void uploadsOfOneNameDoNotDisturbEachOther() {
    try (BlobUpload one = blobStore().create(id("same"), NOON);
        BlobUpload two = blobStore().create(id("same"), NOON)) {
      write(one, text("on"));
      write(two, text("tw"));
      write(one, text("e"));
      write(two, text("o"));
      Blob first = one.commit(NOON);
      assertThat(first.sha256()).isEqualTo(sha256(text("one")));
      assertThat(new String(read("same", 0, 100), UTF_8)).isEqualTo("one");
    }
    assertThat(new String(read("same", 0, 100), UTF_8)).isEqualTo("one");
  }

  @Test
  default void findsNoBlobThatHasExpiredAndSweepsItAway() {
    Blob blob = stored("old", text("old"), NOON);
    stored("young", text("young"), NOON.plusSeconds(60));
    assertThat(blobStore().find(id("old"), blob.expiresAt().minusMillis(1))).contains(blob);
    assertThat(blobStore().find(id("old"), blob.expiresAt())).isEmpty();
    assertThat(blobStore().open(id("old"), blob.expiresAt())).isEmpty();
    assertThat(blobStore().list("", "", 10, blob.expiresAt()))
        .extracting(found -> found.id().value())
        .containsExactly("young");
    assertThat(blobStore().sweep(blob.expiresAt())).isEqualTo(1);
    assertThat(blobStore().bytes()).isEqualTo(5);
    assertThat(blobStore().sweep(blob.expiresAt())).isZero();
  }

  @Test
  default void listsByNameInPages() {
    for (String name : List.of("b-1", "a-2", "a-1", "a-3")) {
      stored(name, text(name), NOON);
    }
    assertThat(blobStore().list("", "", 10, NOON))
        .extracting(blob -> blob.id().value())
        .containsExactly("a-1", "a-2", "a-3", "b-1");
    assertThat(blobStore().list("a-", "a-1", 1, NOON))
        .extracting(blob -> blob.id().value())
        .containsExactly("a-2");
    assertThatIllegalArgumentException().isThrownBy(() -> blobStore().list("", "", 0, NOON));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> blobStore().list("", "", BlobStore.LONGEST_LIST + 1, NOON));
    assertThatIllegalArgumentException().isThrownBy(() -> blobStore().list("*/", "", 1, NOON));
  }

  @Test
  default void neverHoldsMoreThanItMay() {
    byte[] most = noise((int) LIMITS.mostBytes());
    try (BlobUpload upload = blobStore().create(id("full"), NOON)) {
      upload.write(most, 0, most.length - 1);
      assertThatExceptionOfType(BlobsFull.class)
          .isThrownBy(() -> upload.write(most, 0, 2))
          .withMessageContaining("blobs.max-bytes");
      upload.write(most, most.length - 1, 1);
      assertThatExceptionOfType(BlobsFull.class).isThrownBy(() -> stored("x", text("x"), NOON));
      assertThat(upload.commit(NOON).sha256()).isEqualTo(sha256(most));
    }
    assertThat(blobStore().bytes()).isEqualTo(most.length);
    blobStore().delete(id("full"));
    stored("x", text("x"), NOON);
  }

  @Test
  default void manyWriteAndReadAtOnce() throws InterruptedException, ExecutionException {
    int writers = 16;
    CountDownLatch begin = new CountDownLatch(1);
    List<Future<?>> all = new ArrayList<>();
    for (int i = 0; i < writers; i++) {
      byte[] bytes = noise(1_000 + i);
      all.add(
          threads()
              .submit(() -> {
                begin.await();
                stored("shared", bytes, NOON);
                stored("own-" + bytes.length, bytes, NOON);
                byte[] read = read("shared", 0, Long.MAX_VALUE);
                assertThat(read).isEqualTo(noise(read.length));
                return read;
              }));
    }
    begin.countDown();
    for (Future<?> one : all) {
      one.get();
    }
    assertThat(blobStore().list("own-", "", 100, NOON)).hasSize(writers);
  }
}
