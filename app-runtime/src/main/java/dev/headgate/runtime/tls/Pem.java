package dev.headgate.runtime.tls;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One block of a PEM file (RFC 7468).
 *
 * @param label what it says it is
 * @param content its bytes
 */
// Read once and kept by nobody: a copy of the content would serve no one.
@SuppressWarnings("ArrayRecordComponent")
record Pem(String label, byte[] content) {
  private static final int LARGEST = 256 * 1024;
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----");

  /** The blocks of a file in their order; what stands between them is no part of any. */
  static List<Pem> read(Path file, Function<String, UnfitIdentity> unfit) throws UnfitIdentity {
    Matcher found = BLOCK.matcher(text(file, unfit));
    List<Pem> blocks = new ArrayList<>();
    while (found.find()) {
      blocks.add(new Pem(found.group(1), bytes(found.group(2), file, unfit)));
    }
    if (blocks.isEmpty()) {
      throw unfit.apply(file + ", which holds no whole PEM block");
    }
    return blocks;
  }

  private static String text(Path file, Function<String, UnfitIdentity> unfit)
      throws UnfitIdentity {
    try {
      if (Files.isDirectory(file)) {
        throw unfit.apply(file + ", which is a directory");
      }
      if (Files.size(file) > LARGEST) {
        throw unfit.apply(file + ", which has more than 256 KiB");
      }
      return Files.readString(file, ISO_8859_1);
    } catch (NoSuchFileException missing) {
      throw unfit.apply(file + ", which does not exist");
    } catch (IOException unreadable) {
      throw unfit.apply(
          "%s, which cannot be read: %s".formatted(file, unreadable.getClass().getSimpleName()));
    }
  }

  private static byte[] bytes(String base64, Path file, Function<String, UnfitIdentity> unfit)
      throws UnfitIdentity {
    try {
      return Base64.getMimeDecoder().decode(base64);
    } catch (IllegalArgumentException damaged) {
      throw unfit.apply(file + ", which is damaged: a block holds no base64");
    }
  }

  /** Never the content, which may be a key. */
  @Override
  public String toString() {
    return label;
  }
}
