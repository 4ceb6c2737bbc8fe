package dev.headgate.core.credential;

import dev.headgate.core.http.Target;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whose things a request is about, as its path says.
 *
 * @param login the user's or organisation's login, in lower case
 * @param repository one of its repositories, in lower case; empty where the path names none
 * @param organization whether the path says that it is an organisation
 */
public record Account(String login, String repository, boolean organization) {
  private static final Pattern PATH =
      Pattern.compile(
          "/(?:repos/(?<owner>[A-Za-z0-9][\\w-]{0,99})/(?<repo>[\\w.-]{1,100})"
              + "|(?<kind>orgs|users)/(?<login>[A-Za-z0-9][\\w-]{0,99}(?:\\[bot])?))(?:/.*)?");

  /** The account that the path names; empty where it names none, as searches and GraphQL do. */
  public static Optional<Account> of(Target target) {
    Matcher path = PATH.matcher(target.path());
    if (!path.matches()) {
      return Optional.empty();
    }
    String owner = path.group("owner");
    return Optional.of(
        owner == null
            ? new Account(lower(path.group("login")), "", path.group("kind").equals("orgs"))
            : new Account(lower(owner), lower(path.group("repo")), false));
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
