package dev.headgate.core.archive;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** The names of entries: only those that stay below the folder they are unpacked in. */
final class ZipName {
  private static final int LONGEST = 4_096;

  private ZipName() {}

  static String checked(byte[] bytes) throws UnsafeArchive {
    if (bytes.length == 0 || bytes.length > LONGEST) {
      throw new UnsafeArchive(
          "an entry's name has %d bytes (expected: 1 to %d)".formatted(bytes.length, LONGEST));
    }
    String name = decoded(bytes);
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c < ' ' || c == 0x7f) {
        throw new UnsafeArchive(
            "an entry's name holds the control character %d".formatted((int) c));
      }
      if (c == '\\') {
        throw unsafe(name, "holds a backslash");
      }
    }
    if (name.startsWith("/")) {
      throw unsafe(name, "is absolute");
    }
    if (name.length() > 1 && name.charAt(1) == ':' && Character.isLetter(name.charAt(0))) {
      throw unsafe(name, "names a drive");
    }
    String[] parts = name.split("/", -1);
    for (int i = 0; i < parts.length; i++) {
      boolean folder = i == parts.length - 1 && parts[i].isEmpty();
      // Windows ignores dots and blanks at a name's end, so that ".. " is ".." there.
      String bare = parts[i].replaceAll("[. ]+$", "");
      if (!folder && bare.isEmpty()) {
        throw unsafe(name, "has the part \"%s\"".formatted(parts[i]));
      }
    }
    return name;
  }

  private static UnsafeArchive unsafe(String name, String why) {
    return new UnsafeArchive("the entry's name \"%s\" %s".formatted(shown(name), why));
  }

  static String shown(String name) {
    return name.length() <= 120 ? name : name.substring(0, 120) + "…";
  }

  /** What is no UTF-8 is read byte by byte: all that is looked for in it is ASCII. */
  private static String decoded(byte[] bytes) {
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException other) {
      return new String(bytes, StandardCharsets.ISO_8859_1);
    }
  }
}
