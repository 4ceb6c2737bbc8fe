package dev.headgate.core.graphql;

import java.util.List;

/**
 * Mutations that create content, by GitHub's way to name them: {@code createIssue}, {@code
 * addComment}, {@code submitPullRequestReview}. GitHub counts them towards the same limits as what
 * REST and its web pages create (GitHub Docs, "Rate limits and query limits for the GraphQL API",
 * "Secondary rate limits").
 */
final class Creations {
  private static final List<String> VERBS =
      List.of("create", "add", "submit", "publish", "clone", "copy", "import", "invite", "request");

  /** What these add to is there already, and nobody is told. */
  private static final List<String> MARKS =
      List.of(
          "addStar", "addReaction", "addLabelsToLabelable", "addUpvote", "addProjectV2ItemById");

  private Creations() {}

  /** Whether any of these mutations creates something. */
  static boolean in(List<String> mutations) {
    return mutations.stream().anyMatch(Creations::creates);
  }

  private static boolean creates(String mutation) {
    return !MARKS.contains(mutation)
        && VERBS.stream()
            .anyMatch(verb ->
                mutation.startsWith(verb)
                    && mutation.length() > verb.length()
                    && Character.isUpperCase(mutation.charAt(verb.length())));
  }
}
