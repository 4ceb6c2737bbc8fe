package dev.headgate.core.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;

class ZipReaderTest {
  private static final ZipLimits LIMITS = new ZipLimits(100, 100 << 20, 50);

  /** One byte, or a few, at a time: records must not depend on how the bytes arrive. */
  private static final class Trickle extends InputStream {
    private final InputStream in;
    private final Random random = new Random(7);

    Trickle(byte[] bytes) {
      in = new ByteArrayInputStream(bytes);
    }

    @Override
    public int read() throws IOException {
      return in.read();
    }

    @Override
    public int read(byte[] into, int start, int length) throws IOException {
      return in.read(into, start, Math.min(length, 1 + random.nextInt(3)));
    }
  }

  private static Map<String, String> contents(InputStream in) throws IOException {
    Map<String, String> found = new LinkedHashMap<>();
    try (ZipReader zip = new ZipReader(in, LIMITS)) {
      for (Optional<String> name = zip.next(); name.isPresent(); name = zip.next()) {
        found.put(name.get(), new String(zip.content().readAllBytes(), UTF_8));
      }
      assertThat(zip.entries()).isEqualTo(found.size());
    }
    return found;
  }

  private static void readAll(byte[] archive, ZipLimits limits) throws IOException {
    try (ZipReader zip = new ZipReader(new ByteArrayInputStream(archive), limits)) {
      Optional<String> name = zip.next();
      while (name.isPresent()) {
        name = zip.next();
      }
    }
  }

  private static void refused(byte[] archive, String why) {
    refused(archive, LIMITS, why);
  }

  private static void refused(byte[] archive, ZipLimits limits, String why) {
    assertThatExceptionOfType(UnsafeArchive.class)
        .isThrownBy(() -> readAll(archive, limits))
        .withMessageContaining(why);
  }

  private static byte[] named(String name) {
    return new HandmadeZip().file(name, "content").closed();
  }

  @Test
  void readsWhatJavaWrites() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.setComment("a comment");
      for (String name : List.of("folder/", "folder/a.txt", "b.txt")) {
        zip.putNextEntry(new ZipEntry(name));
        if (!name.endsWith("/")) {
          zip.write(("content of " + name).repeat(1000).getBytes(UTF_8));
        }
        zip.closeEntry();
      }
    }
    Map<String, String> found = contents(new ByteArrayInputStream(bytes.toByteArray()));
    assertThat(found.keySet()).containsExactly("folder/", "folder/a.txt", "b.txt");
    assertThat(found.get("b.txt")).isEqualTo("content of b.txt".repeat(1000));
    assertThat(contents(new Trickle(bytes.toByteArray()))).isEqualTo(found);
  }

  @Test
  void readsEveryWayOfWritingLengths() throws IOException {
    byte[] text = "PK\7\10 inside PK\3\4 the content".getBytes(UTF_8);
    HandmadeZip zip = new HandmadeZip();
    for (int method : new int[] {0, 8}) {
      for (int flags : new int[] {0, HandmadeZip.STREAMED}) {
        zip.file("m" + method + "f" + flags, text, method, flags);
        zip.file("empty-m" + method + "f" + flags, new byte[0], method, flags);
      }
    }
    byte[] archive = zip.closed();
    assertThat(contents(new ByteArrayInputStream(archive)))
        .hasSize(8)
        .containsEntry("m0f8", new String(text, UTF_8))
        .containsEntry("empty-m0f8", "");
    assertThat(contents(new Trickle(archive))).hasSize(8);
  }

  /** As upload-artifact writes with compression-level 0: an archive within an archive. */
  @Test
  void findsTheEndOfAStoredArchiveWithinAnArchive() throws IOException {
    byte[] inner = new HandmadeZip().file("x", "y".getBytes(UTF_8), 0, 8).closed();
    byte[] outer = new HandmadeZip().file("inner.zip", inner, 0, HandmadeZip.STREAMED).closed();
    try (ZipReader zip = new ZipReader(new Trickle(outer), LIMITS)) {
      assertThat(zip.next()).contains("inner.zip");
      assertThat(zip.content().readAllBytes()).isEqualTo(inner);
      assertThat(zip.next()).isEmpty();
    }
  }

  @Test
  void readsZip64() throws IOException {
    byte[] content = "content".getBytes(UTF_8);
    HandmadeZip zip = new HandmadeZip();
    HandmadeZip.Entry entry = zip.add("a", content, 0, 0, new byte[0]);
    HandmadeZip extra = new HandmadeZip().number(1, 2).number(24, 2);
    extra.number(entry.size, 8).number(entry.packed, 8).number(entry.offset, 8);
    entry.extra = raw(extra);
    entry.size = 0xffff_ffffL;
    entry.packed = 0xffff_ffffL;
    entry.offset = 0xffff_ffffL;
    byte[] archive = zip.directory(zip.entries()).largeEnd(1).closed(0xffff);
    assertThat(contents(new ByteArrayInputStream(archive))).containsEntry("a", "content");
  }

  /** The bytes so far: an end with nothing in it is 22 bytes. */
  private static byte[] raw(HandmadeZip zip) {
    byte[] all = zip.closed(0);
    return Arrays.copyOf(all, all.length - 22);
  }

  @Test
  void readsAnArchiveWithoutEntries() throws IOException {
    assertThat(contents(new ByteArrayInputStream(new HandmadeZip().closed()))).isEmpty();
  }

  @Test
  void refusesNamesThatLeaveTheFolder() {
    refused(named("../evil"), "has the part \"..\"");
    refused(named("a/../../evil"), "has the part \"..\"");
    refused(named("a/.. /evil"), "has the part");
    refused(named("a/."), "has the part");
    refused(named("a//b"), "has the part");
    refused(named("/etc/passwd"), "is absolute");
    refused(named("..\\evil"), "holds a backslash");
    refused(named("C:/evil"), "names a drive");
    refused(named("c:evil"), "names a drive");
    refused(named("a\0.txt"), "control character 0");
    refused(named("a\n.txt"), "control character 10");
    refused(named(""), "name has 0 bytes");
    refused(named("n".repeat(5000)), "name has 5000 bytes");
  }

  @Test
  void takesNamesThatOnlyLookOdd() throws IOException {
    for (String name : List.of("..a", "a..b/c", "ä/ö.txt", ".hidden", "a b", "…")) {
      assertThat(contents(new ByteArrayInputStream(named(name)))).containsKey(name);
    }
  }

  @Test
  void refusesNamesThatAreThereTwice() {
    refused(new HandmadeZip().file("a", "1").file("a", "2").closed(), "\"a\" is there twice");
  }

  @Test
  void refusesASecondNameInTheExtraField() {
    byte[] other = "../evil".getBytes(UTF_8);
    HandmadeZip extra = new HandmadeZip().number(0x7075, 2).number(5 + other.length, 2);
    extra.number(1, 1).number(0, 4).bytes(other);
    HandmadeZip zip = new HandmadeZip();
    zip.add("good", new byte[1], 0, 0, raw(extra));
    refused(zip.closed(), "two different names");
  }

  @Test
  void refusesLinksAndDevices() {
    HandmadeZip zip = new HandmadeZip();
    zip.add("link", "/etc/passwd".getBytes(UTF_8), 0, 0, new byte[0]).attributes = 0xa1ff << 16;
    refused(zip.closed(), "neither a file nor a folder");
  }

  @Test
  void refusesBombs() {
    byte[] zeros = new byte[30 << 20];
    refused(new HandmadeZip().file("bomb", zeros, 8, 0).closed(), "more than 50 times");
    refused(
        new HandmadeZip().file("bomb", zeros, 8, HandmadeZip.STREAMED).closed(),
        "more than 50 times");
    refused(
        new HandmadeZip().file("big", new byte[101], 0, 0).closed(),
        new ZipLimits(10, 100, 1000),
        "more than 100 bytes");
  }

  @Test
  void refusesABombInManyPieces() {
    HandmadeZip zip = new HandmadeZip();
    for (int i = 0; i < 8; i++) {
      zip.file("piece-" + i, new byte[9 << 20], 8, 0);
    }
    refused(zip.closed(), "more than 50 times");
  }

  @Test
  void refusesTooManyEntries() {
    HandmadeZip zip = new HandmadeZip();
    for (int i = 0; i < 101; i++) {
      zip.file("entry-" + i, "");
    }
    refused(zip.closed(), "more than 100 entries");
  }

  @Test
  void aLyingSizeDoesNotHideABomb() {
    HandmadeZip zip = new HandmadeZip();
    byte[] packed = HandmadeZip.deflated(new byte[30 << 20]);
    byte[] honest = zip.file("a", new byte[30 << 20], 8, 0).closed();
    assertThat(honest.length).isGreaterThan(packed.length);
    // The header's statement of 1 byte: found out at once by what comes out.
    honest[22] = 1;
    honest[23] = 0;
    honest[24] = 0;
    honest[25] = 0;
    refused(honest, "more than 50 times");
  }

  @Test
  void refusesEncryptionPatchesAndUnknownMethods() {
    refused(new HandmadeZip().file("a", new byte[1], 0, 1).closed(), "encrypted");
    refused(new HandmadeZip().file("a", new byte[1], 0, 1 << 6).closed(), "encrypted");
    refused(new HandmadeZip().file("a", new byte[1], 0, 1 << 13).closed(), "encrypted");
    refused(new HandmadeZip().file("a", new byte[1], 12, 0).closed(), "unknown method 12");
    refused(new HandmadeZip().file("a", new byte[1], 99, 0).closed(), "unknown method 99");
  }

  @Test
  void refusesADirectoryThatTellsAnotherStory() {
    HandmadeZip name = new HandmadeZip().file("good", "content");
    name.entries().get(0).name = "evil";
    refused(name.closed(), "what its own header does not");
    HandmadeZip size = new HandmadeZip().file("good", "content");
    size.entries().get(0).size = 1;
    refused(size.closed(), "what its own header does not");
    HandmadeZip crc = new HandmadeZip().file("good", "content");
    crc.entries().get(0).crc++;
    refused(crc.closed(), "what its own header does not");
    HandmadeZip place = new HandmadeZip().file("a", "1").file("b", "2");
    place.entries().get(1).offset = 0;
    refused(place.closed(), "what its own header does not");
    HandmadeZip hidden = new HandmadeZip().file("a", "1").file("hidden", "2");
    hidden.entries().remove(1);
    refused(hidden.closed(), "leaves out 1 entries");
    HandmadeZip climbing = new HandmadeZip().file("good", "content");
    climbing.entries().get(0).name = "../evil";
    refused(climbing.closed(), "has the part");
  }

  @Test
  void refusesWhatLiesBeforeBetweenAndAfter() {
    byte[] zip = named("a");
    byte[] before = new byte[zip.length + 4];
    System.arraycopy(zip, 0, before, 4, zip.length);
    refused(before, "no ZIP record at byte 0");
    refused(Arrays.copyOf(zip, zip.length + 1), "something follows");
    HandmadeZip gap = new HandmadeZip().file("a", "1").bytes(new byte[8]).file("b", "2");
    refused(gap.closed(), "no ZIP record");
    refused(new HandmadeZip().file("a", "1").directory(List.of()).closed(0), "leaves out 1");
    HandmadeZip count = new HandmadeZip().file("a", "1");
    refused(count.directory(count.entries()).closed(2), "wrong entry count");
    refused(new byte[0], "no ZIP record at byte 0");
    refused("<html>not a zip</html>".getBytes(UTF_8), "no ZIP record at byte 0");
  }

  @Test
  void refusesEveryArchiveThatIsCutShort() {
    byte[] zip =
        new HandmadeZip()
            .file("a", "some content")
            .file("b", "more".getBytes(UTF_8), 0, HandmadeZip.STREAMED)
            .closed();
    for (int length = 0; length < zip.length; length++) {
      byte[] cut = Arrays.copyOf(zip, length);
      assertThatExceptionOfType(UnsafeArchive.class)
          .as("cut at " + length)
          .isThrownBy(() -> readAll(cut, LIMITS));
    }
  }

  /** No damage is read as something else without a word, and none takes the reader down. */
  @Test
  void neverFailsOtherThanByRefusal() throws IOException {
    byte[] zip =
        new HandmadeZip()
            .file("a", "some content that is long enough to be packed packed packed")
            .file("b", "more".getBytes(UTF_8), 0, HandmadeZip.STREAMED)
            .closed();
    Map<String, String> sound = contents(new ByteArrayInputStream(zip));
    Random random = new Random(42);
    for (int i = 0; i < 20_000; i++) {
      byte[] damaged = zip.clone();
      for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
        damaged[random.nextInt(zip.length)] = (byte) random.nextInt(256);
      }
      try {
        assertThat(contents(new ByteArrayInputStream(damaged)).values())
            .containsExactlyElementsOf(sound.values());
      } catch (UnsafeArchive refused) {
        assertThat(refused).hasMessageNotContaining("null");
      }
    }
  }

  @Test
  void limitsAreAtLeastOne() {
    assertThatIllegalArgumentException().isThrownBy(() -> new ZipLimits(0, 1, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new ZipLimits(1, 0, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new ZipLimits(1, 1, 0));
  }
}
