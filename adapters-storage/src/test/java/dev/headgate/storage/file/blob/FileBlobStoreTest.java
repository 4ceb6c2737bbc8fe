package dev.headgate.storage.file.blob;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.headgate.core.blob.Blob;
import dev.headgate.core.blob.BlobContent;
import dev.headgate.core.blob.BlobId;
import dev.headgate.core.blob.BlobRemains;
import dev.headgate.core.blob.BlobStore;
import dev.headgate.core.blob.BlobStoreContract;
import dev.headgate.core.blob.BlobUpload;
import dev.headgate.core.storage.StorageUnavailable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileBlobStoreTest implements BlobStoreContract {
  private static final BlobId ID = new BlobId("blob");

  @TempDir Path directory;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private FileBlobStore store;

  @AfterEach
  void close() {
    threads.close();
  }

  @BeforeEach
  void open() {
    store = new FileBlobStore(directory.resolve("deep/down"), LIMITS);
  }

  @Override
  public BlobStore blobStore() {
    return store;
  }

  @Override
  public ExecutorService threads() {
    return threads;
  }

  private FileBlobStore reopened() {
    return new FileBlobStore(directory.resolve("deep/down"), LIMITS);
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      return all.filter(Files::isRegularFile).toList();
    }
  }

  private static void write(BlobUpload upload, String text) {
    byte[] bytes = text.getBytes(UTF_8);
    upload.write(bytes, 0, bytes.length);
  }

  private Blob stored(String text) {
    try (BlobUpload upload = store.create(ID, NOON)) {
      write(upload, text);
      return upload.commit(NOON);
    }
  }

  @Test
  void anotherProcessFindsWhatThisOneCommitted() throws IOException {
    Blob blob = stored("content");
    FileBlobStore other = reopened();
    assertThat(other.find(ID, NOON)).contains(blob);
    assertThat(other.bytes()).isEqualTo(7);
    try (BlobContent content = other.open(ID, 3, 2, NOON).orElseThrow()) {
      assertThat(new String(content.stream().readAllBytes(), UTF_8)).isEqualTo("te");
    }
  }

  @Test
  void aBlobIsAFileThatBeginsWithItsContent() throws IOException {
    stored("content");
    assertThat(Files.readString(directory.resolve("deep/down/blobs/blob")))
        .startsWith("content\nheadgate-blob-1 sha256:");
  }

  /** As a process that died leaves it: nothing is closed. */
  @Test
  void anUploadThatDiedIsInvisibleAndSweptAwayLater() throws IOException {
    write(store.create(ID, NOON), "never finished");
    FileBlobStore other = reopened();
    assertThat(other.find(ID, NOON)).isEmpty();
    assertThat(other.remains(ID, NOON)).isEmpty();
    assertThat(other.bytes()).isEqualTo(14);
    assertThat(other.sweep(NOON.plus(LIMITS.remainsFor()))).isZero();
    assertThat(other.sweep(NOON.plus(LIMITS.remainsFor()).plusMillis(1))).isEqualTo(1);
    assertThat(other.bytes()).isZero();
    assertThat(files()).isEmpty();
  }

  @Test
  void aNoteWhosePartIsGoneIsSweptAwayAndThatOfALivingUploadIsNot() throws IOException {
    Path parts = directory.resolve("deep/down/parts");
    // As a process leaves them that dies between the rename of its part and the end of its note.
    Files.writeString(parts.resolve("dead~1~0123456789abcdef.note"), "3 1\nx");
    Files.writeString(parts.resolve("dead~1~0123456789abcdef.note.new"), "3");
    Files.writeString(parts.resolve("foreign.note"), "not ours");
    BlobUpload living = store.create(ID, NOON);
    write(living, "kept");
    living.keep("where I was", NOON);

    store.sweep(NOON);

    assertThat(parts.toFile().list())
        .hasSize(3)
        .contains("foreign.note")
        .noneMatch(name -> name.startsWith("dead"));
    assertThat(store.remains(ID, NOON)).isPresent();
  }

  @Test
  void aDownloadThatDiedAnywhereLeavesNothingForEver() throws IOException {
    BlobUpload kept = store.create(ID, NOON);
    write(kept, "kept");
    kept.keep("where I was", NOON);
    write(kept, "and more");
    write(store.create(new BlobId("other"), NOON), "not kept");
    BlobUpload committed = store.create(new BlobId("whole"), NOON);
    write(committed, "whole");
    committed.commit(NOON);

    FileBlobStore other = reopened();
    Instant later = NOON.plus(LIMITS.remainsFor()).plus(LIMITS.retention()).plusSeconds(1);
    assertThat(other.sweep(later)).isEqualTo(3);
    assertThat(files()).isEmpty();
    assertThat(other.bytes()).isZero();
  }

  @Test
  void anotherProcessGoesOnFromWhatADeadOneKept() throws IOException {
    BlobUpload dead = store.create(ID, NOON);
    write(dead, "kept");
    dead.keep("etag", NOON);
    write(dead, " and more");
    try (BlobRemains remains = reopened().remains(ID, NOON).orElseThrow()) {
      assertThat(remains.bytes()).isEqualTo(4);
      assertThat(remains.note()).isEqualTo("etag");
      assertThat(new String(remains.stream().readAllBytes(), UTF_8)).isEqualTo("kept");
    }
  }

  @Test
  void anOvertakenUploadCannotCommitWhatIsShorter() {
    BlobUpload asleep = store.create(ID, NOON);
    assertThat(asleep).isInstanceOf(FileUpload.class);
    write(asleep, "old");
    asleep.keep("old", NOON);
    try (BlobUpload upload = store.create(ID, NOON.plusSeconds(1))) {
      write(upload, "new and longer");
      upload.commit(NOON);
    }
    assertThatExceptionOfType(StorageUnavailable.class).isThrownBy(() -> asleep.commit(NOON));
    asleep.close();
    assertThat(store.find(ID, NOON)).map(Blob::bytes).contains(14L);
  }

  @Test
  void onlyTheOwnerMayLook() throws IOException {
    stored("secret");
    BlobUpload upload = store.create(ID, NOON);
    upload.keep("note", NOON);
    for (Path file : files()) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
    }
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(directory.resolve("deep/down/blobs"))))
        .isEqualTo("rwx------");
    upload.close();
  }

  @Test
  void leavesForeignAndDamagedFilesAlone() throws IOException {
    Path blobs = directory.resolve("deep/down/blobs");
    Files.writeString(blobs.resolve("lost+found"), "foreign");
    Files.writeString(blobs.resolve("damaged"), "x".repeat(500));
    Files.writeString(directory.resolve("deep/down/parts/other.part"), "foreign");
    stored("content");
    Files.writeString(blobs.resolve("cut"), Files.readString(blobs.resolve("blob")).substring(1));
    assertThat(store.list("", "", 10, NOON)).extracting(Blob::id).containsExactly(ID);
    assertThat(store.find(new BlobId("damaged"), NOON)).isEmpty();
    assertThat(store.find(new BlobId("cut"), NOON)).isEmpty();
    assertThat(store.sweep(NOON.plus(LIMITS.retention()))).isEqualTo(1);
    assertThat(files()).hasSize(4);
  }

  @Test
  void saysWhereItCannotBe() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "in the way");
    assertThatExceptionOfType(StorageUnavailable.class)
        .isThrownBy(() -> new FileBlobStore(file, LIMITS))
        .withMessageContaining(file.toString());
  }
}
