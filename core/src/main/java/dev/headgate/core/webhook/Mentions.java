package dev.headgate.core.webhook;

import dev.headgate.core.cache.ResourceSelection;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Gathers the resources that one event speaks of. What the payload names is checked before it
 * becomes part of a path; a name that is none selects nothing.
 */
final class Mentions {
  private static final Pattern REPOSITORY = Pattern.compile("[\\w.-]{1,100}/[\\w.-]{1,100}");
  private static final Pattern LOGIN = Pattern.compile("[\\w.-]{1,100}(\\[bot])?");
  private static final Pattern SHA = Pattern.compile("[0-9a-fA-F]{40,64}");
  private static final Pattern NO_SHA = Pattern.compile("0+");
  private static final String UNRESERVED = "-._~!$&'()*+,;=:@";

  private final Set<ResourceSelection> selections = new LinkedHashSet<>();
  private final Set<String> repositories = new LinkedHashSet<>();
  private final WebhookEvent event;

  Mentions(WebhookEvent event) {
    this.event = event;
    event.text("repository", "full_name").ifPresent(this::repository);
    event.number("repository", "id").ifPresent(id -> repositories.add("/repositories/" + id));
  }

  List<ResourceSelection> all() {
    return List.copyOf(selections);
  }

  /** Speaks of this repository as well, by its full name. */
  void repository(String fullName) {
    if (REPOSITORY.matcher(fullName).matches()) {
      repositories.add("/repos/" + fullName);
    }
  }

  /** A path of the repository: of the repository itself where it is empty. */
  Mentions at(String path) {
    repositories.forEach(base -> selections.add(ResourceSelection.exactly(base + path)));
    return this;
  }

  /** A path of the repository and all that lies beneath. */
  Mentions under(String path) {
    repositories.forEach(base -> selections.add(ResourceSelection.beneath(base + path)));
    return this;
  }

  /** The same for a number in the payload, in the place of {@code #}. */
  Mentions underNumber(String path, String... member) {
    event.number(member).ifPresent(number -> under(path.replace("#", number)));
    return this;
  }

  /** The same for a full hash in the payload. */
  Mentions underSha(String path, String... member) {
    event.text(member).filter(Mentions::sha).ifPresent(sha -> under(path.replace("#", sha)));
    return this;
  }

  /** Paths beneath one that name a branch or tag, in each way that it can be written. */
  Mentions underRef(String path, String ref) {
    if (!ref.isEmpty() && ref.length() <= 1024) {
      under(path.replace("#", encoded(ref, true)));
      under(path.replace("#", encoded(ref, false)));
    }
    return this;
  }

  /** A path of the API. */
  Mentions path(String path) {
    selections.add(ResourceSelection.exactly(path));
    return this;
  }

  /** A path of the API and all that lies beneath. */
  Mentions tree(String path) {
    selections.add(ResourceSelection.beneath(path));
    return this;
  }

  /** Paths of an account, both as an organisation's and as a user's, in the place of {@code #}. */
  Mentions account(Optional<String> login, String... paths) {
    login
        .filter(name -> LOGIN.matcher(name).matches())
        .ifPresent(name -> {
          for (String path : paths) {
            selections.add(ResourceSelection.exactly(path.replace("#", name)));
          }
        });
    return this;
  }

  /** The same, with all that lies beneath. */
  Mentions accountTree(Optional<String> login, String path) {
    login
        .filter(name -> LOGIN.matcher(name).matches())
        .ifPresent(name -> tree(path.replace("#", name)));
    return this;
  }

  Optional<String> owner() {
    return event.text("repository", "owner", "login");
  }

  static boolean sha(String text) {
    return SHA.matcher(text).matches() && !NO_SHA.matcher(text).matches();
  }

  /**
   * As a client would write it in a path; some write slashes in names of refs, some {@code %2F}.
   */
  private static String encoded(String ref, boolean slashes) {
    StringBuilder path = new StringBuilder(ref.length() + 8);
    for (byte b : ref.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      boolean plain =
          c < 128
              && (Character.isLetterOrDigit(c)
                  || UNRESERVED.indexOf(c) >= 0
                  || (c == '/' && slashes));
      if (plain) {
        path.append(c);
      } else {
        path.append(String.format(Locale.ROOT, "%%%02X", (int) c));
      }
    }
    return path.toString();
  }
}
