package dev.headgate.github.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** The bytes behind artifacts, logs, archives and release assets: set by control, or generated. */
final class Downloads {
  private static final LocalDateTime ENTRY_TIME = LocalDateTime.of(2025, 1, 1, 0, 0);
  private static final int TAR_BLOCK = 512;

  private final ContentStore contents;

  Downloads(ContentStore contents) {
    this.contents = contents;
  }

  /** What an API path that redirects to the blob host leads to. */
  Body body(String apiPath) {
    return contents
        .get(apiPath, Principal.anonymous(""))
        .map(ContentStore.Content::body)
        .orElseGet(() -> generated(apiPath));
  }

  private static Body generated(String apiPath) {
    if (apiPath.contains("/tarball")) {
      return new ByteBody(tarball(Map.of("hello-1/README.md", "# Hello\n")));
    }
    if (apiPath.contains("/releases/assets/")) {
      return Body.of("The asset of " + apiPath + "\n");
    }
    if (apiPath.endsWith("/logs")) {
      return new ByteBody(zip(Map.of("1_build.txt", "2025-01-01T00:00:00Z Build\n")));
    }
    return apiPath.contains("/zipball")
        ? new ByteBody(zip(Map.of("hello-1/README.md", "# Hello\n")))
        : new ByteBody(zip(Map.of("TEST-sample.xml", report(apiPath), "name.txt", apiPath)));
  }

  private static String report(String name) {
    return """
    <?xml version="1.0" encoding="UTF-8"?>
    <testsuite name="%s" tests="3" failures="1" errors="0" skipped="1" time="0.3">
      <testcase classname="sample.Test" name="passes" time="0.1"/>
      <testcase classname="sample.Test" name="fails" time="0.1">
        <failure message="expected 1" type="AssertionError">expected 1 but was 2</failure>
      </testcase>
      <testcase classname="sample.Test" name="isSkipped" time="0.1"><skipped/></testcase>
    </testsuite>
    """
        .formatted(name);
  }

  private static byte[] zip(Map<String, String> files) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, String> file : new TreeMap<>(files).entrySet()) {
        ZipEntry entry = new ZipEntry(file.getKey());
        entry.setTimeLocal(ENTRY_TIME);
        zip.putNextEntry(entry);
        zip.write(file.getValue().getBytes(UTF_8));
        zip.closeEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("memory always takes bytes", e);
    }
    return bytes.toByteArray();
  }

  private static byte[] tarball(Map<String, String> files) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      for (Map.Entry<String, String> file : new TreeMap<>(files).entrySet()) {
        byte[] content = file.getValue().getBytes(UTF_8);
        gzip.write(tarHeader(file.getKey(), content.length));
        gzip.write(
            Arrays.copyOf(content, (content.length + TAR_BLOCK - 1) / TAR_BLOCK * TAR_BLOCK));
      }
      gzip.write(new byte[2 * TAR_BLOCK]);
    } catch (IOException e) {
      throw new UncheckedIOException("memory always takes bytes", e);
    }
    return bytes.toByteArray();
  }

  /** A ustar header of a plain file. */
  private static byte[] tarHeader(String name, int size) {
    byte[] header = new byte[TAR_BLOCK];
    put(header, 0, name);
    put(header, 100, "0000644\0");
    put(header, 108, "0000000\0");
    put(header, 116, "0000000\0");
    put(header, 124, "%011o\0".formatted(size));
    put(header, 136, "%011o\0".formatted(1_735_689_600L));
    put(header, 148, "        ");
    put(header, 156, "0");
    put(header, 257, "ustar\00000");
    int sum = 0;
    for (byte value : header) {
      sum += value & 0xff;
    }
    put(header, 148, "%06o\0 ".formatted(sum));
    return header;
  }

  private static void put(byte[] header, int offset, String text) {
    byte[] bytes = text.getBytes(UTF_8);
    System.arraycopy(bytes, 0, header, offset, bytes.length);
  }
}
