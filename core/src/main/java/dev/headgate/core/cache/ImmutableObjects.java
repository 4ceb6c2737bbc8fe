package dev.headgate.core.cache;

import dev.headgate.core.http.Target;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which resources are named by the full hash of a commit, tree, blob or tag object, and so never
 * change: what Git calls by its hash can be nothing else, and GitHub refuses branches and tags
 * whose names look like one.
 *
 * <p>Meant are the objects themselves, the contents at a commit, a commit and the comparison of two
 * commits. Their messages, trees, parents and files are fixed. What GitHub adds about people to a
 * commit (login, avatar, verification, number of comments) may be as old as the copy. Not meant is
 * whatever hangs on a commit and grows: statuses, check runs, comments, pull requests, branches;
 * nor anything asked for with a parameter that is not known here; nor contents of private
 * repositories as JSON, whose links hold tokens that expire.
 */
final class ImmutableObjects {
  private static final String SHA = "(?:[0-9a-fA-F]{40}|[0-9a-fA-F]{64})";
  private static final String REPOSITORY = "(?:/repos/[^/]+/[^/]+|/repositories/[0-9]+)";
  private static final String NAMED =
      "/git/(?:commits|blobs|trees|tags)/@|/commits/@|/compare/@\\.\\.\\.@";
  private static final Pattern BY_PATH =
      Pattern.compile(REPOSITORY + "(?:" + NAMED.replace("@", SHA) + ")");
  private static final Pattern CONTENTS =
      Pattern.compile(REPOSITORY + "/(?:contents(?:/.*)?|readme(?:/.*)?)");
  private static final Pattern REF = Pattern.compile("ref=" + SHA);
  private static final Pattern PLAIN =
      Pattern.compile("(?:page|per_page)=[0-9]+|recursive=[0-9a-z]*");
  private static final byte[] TOKEN = "?token=".getBytes(StandardCharsets.US_ASCII);

  private ImmutableObjects() {}

  /** Whether the target names one. */
  static boolean named(Target target) {
    if (BY_PATH.matcher(target.path()).matches()) {
      return plain(target.query(), false);
    }
    return CONTENTS.matcher(target.path()).matches() && plain(target.query(), true);
  }

  /** Whether this body of a resource so named stays good. */
  static boolean lasting(Target target, Representation body) {
    return body.status() == 200
        && !(CONTENTS.matcher(target.path()).matches() && contains(body.body().bytes(), TOKEN));
  }

  /** Whether all parameters are known and none comes twice, among them a full hash if wanted. */
  private static boolean plain(String query, boolean refWanted) {
    boolean ref = false;
    Set<String> names = new HashSet<>();
    for (String pair : query.isEmpty() ? new String[0] : query.split("&", -1)) {
      boolean isRef = refWanted && REF.matcher(pair).matches();
      if (!(isRef || PLAIN.matcher(pair).matches())
          || !names.add(pair.substring(0, pair.indexOf('=')))) {
        return false;
      }
      ref |= isRef;
    }
    return ref == refWanted;
  }

  private static boolean contains(byte[] bytes, byte[] wanted) {
    int last = bytes.length - wanted.length;
    for (int i = 0; i <= last; i++) {
      int matched = 0;
      while (matched < wanted.length && bytes[i + matched] == wanted[matched]) {
        matched++;
      }
      if (matched == wanted.length) {
        return true;
      }
    }
    return false;
  }
}
