package dev.headgate.github.artifact;

import java.util.regex.Pattern;

/**
 * Names one artifact.
 *
 * @param owner the account that owns the repository
 * @param repo the repository
 * @param id GitHub's number of the artifact
 */
public record ArtifactRef(String owner, String repo, long id) {
  private static final Pattern OWNER = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,99}");
  private static final Pattern REPO = Pattern.compile("[A-Za-z0-9._-]{1,100}");

  public ArtifactRef {
    repository(owner, repo);
    if (id < 1) {
      throw new IllegalArgumentException("artifact_id: " + id + " (expected: at least 1)");
    }
  }

  /** Checks a repository's name. */
  public static void repository(String owner, String repo) {
    if (!OWNER.matcher(owner).matches()) {
      throw new IllegalArgumentException("owner: malformed (expected: a GitHub login)");
    }
    if (!REPO.matcher(repo).matches() || repo.equals(".") || repo.equals("..")) {
      throw new IllegalArgumentException("repo: malformed (expected: a repository's name)");
    }
  }

  /** Its path in GitHub's API. */
  public String path() {
    return "/repos/%s/%s/actions/artifacts/%d".formatted(owner, repo, id);
  }
}
