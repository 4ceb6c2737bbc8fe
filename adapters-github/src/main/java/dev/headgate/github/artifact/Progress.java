package dev.headgate.github.artifact;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a download that broke off leaves for the next one: of which content its bytes are.
 *
 * @param id GitHub's number of the artifact
 * @param sha256 the content's digest; empty where it is not known
 * @param total its length; -1 where it is not known
 * @param tag its tag; null where it has none
 */
record Progress(long id, String sha256, long total, @Nullable String tag) {
  private static final Pattern FORM =
      Pattern.compile(
          "artifact (\\d{1,18})\nsha256 ([0-9a-f]{64})?\ntotal (-?\\d{1,18})\ntag (.*)");

  String written() {
    return "artifact %d\nsha256 %s\ntotal %d\ntag %s"
        .formatted(id, sha256, total, tag == null ? "" : tag);
  }

  static Optional<Progress> read(String note) {
    Matcher matcher = FORM.matcher(note);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String digest = matcher.group(2);
    String tag = matcher.group(4);
    return Optional.of(
        new Progress(
            Long.parseLong(matcher.group(1)),
            digest == null ? "" : digest,
            Long.parseLong(matcher.group(3)),
            tag.isEmpty() ? null : tag));
  }

  /** Whether what was left can be gone on with. */
  boolean continues(Artifact artifact) {
    String digest = artifact.sha256() == null ? "" : artifact.sha256();
    return id == artifact.ref().id() && sha256.equals(digest) && (tag != null || !digest.isEmpty());
  }
}
