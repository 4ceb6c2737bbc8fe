package dev.headgate.github.simulator;

import java.util.regex.Pattern;

/** Owner and name of a repository. */
record RepositoryName(String owner, String repo) {
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9._-]{1,100}");

  String full() {
    return owner + "/" + repo;
  }

  int id() {
    return Digests.number("repository:" + full());
  }

  boolean wellFormed() {
    return FORM.matcher(owner).matches() && FORM.matcher(repo).matches();
  }

  boolean exists() {
    return wellFormed() && !repo.contains("missing") && !owner.contains("missing");
  }

  boolean isPrivate() {
    return repo.startsWith("private-");
  }

  /** A renamed repository's lists and objects live under its new name. */
  boolean isRenamed() {
    return repo.startsWith("renamed-") && repo.length() > "renamed-".length();
  }

  RepositoryName renamed() {
    return new RepositoryName(owner, repo.substring("renamed-".length()));
  }

  /** Whether its lists of issues, pulls and comments are empty. */
  boolean isEmpty() {
    return repo.contains("empty");
  }

  String path() {
    return "/repos/" + full();
  }
}
