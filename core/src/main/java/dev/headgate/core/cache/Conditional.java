package dev.headgate.core.cache;

import dev.headgate.core.http.EntityTags;
import dev.headgate.core.http.Headers;
import dev.headgate.core.http.HttpDate;
import dev.headgate.core.identity.Fingerprint;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The validators to send with one GET, and what a 304 to them means (RFC 9110 §13.1).
 *
 * <p>A caller's own copy is asked for by the tag that GitHub gave him. Where he has none, comes
 * with a new token, or others have learnt something newer since, the tags that GitHub would give
 * <em>him</em> for their bodies are computed: a 304 then proves that his body is one of them, and
 * that he may see it. Where he knows nothing of a list, the tag of the empty one is worth a guess.
 */
public final class Conditional {
  /** Last segments of the paths under which GitHub answers plain lists. */
  private static final Set<String> LISTS =
      Set.of(
          "assets",
          "assignees",
          "branches",
          "collaborators",
          "comments",
          "commits",
          "contributors",
          "deployments",
          "emails",
          "events",
          "files",
          "followers",
          "following",
          "forks",
          "gists",
          "hooks",
          "invitations",
          "issues",
          "keys",
          "labels",
          "members",
          "milestones",
          "notifications",
          "orgs",
          "outside_collaborators",
          "projects",
          "public_members",
          "pulls",
          "reactions",
          "releases",
          "repos",
          "requested_reviewers",
          "reviews",
          "stargazers",
          "starred",
          "statuses",
          "subscribers",
          "subscriptions",
          "tags",
          "teams",
          "timeline");

  /** A repository's own name may be any of these words, and so may a folder's in it. */
  private static final Pattern NO_LIST =
      Pattern.compile(
          "/(?:repos/[^/]+/[^/]+|[^/]+/[^/]+/[^/]+/(?:contents|git)/.*|(?:users|orgs)/[^/]+)");

  private static final Duration YOUNG = Duration.ofSeconds(60);

  private final Map<String, Candidate> candidates;
  private final @Nullable String modifiedSince;

  private Conditional(Map<String, Candidate> candidates, @Nullable String modifiedSince) {
    this.candidates = candidates;
    this.modifiedSince = modifiedSince;
  }

  /** No validators: a plain read. */
  public static Conditional none() {
    return new Conditional(Map.of(), null);
  }

  /**
   * The validators for a request.
   *
   * @param entry what is known of the resource
   * @param request the fields as they will be sent to GitHub, without validators
   * @param asked stands for these fields, see {@link Grant#asked(Headers)}
   * @param trusted whether recomputed tags may be sent, see {@link ValidatorDrift}
   */
  public static Conditional plan(
      ResourceKey key, CacheEntry entry, Headers request, Fingerprint asked, boolean trusted) {
    Map<String, Candidate> candidates = new LinkedHashMap<>();
    Representation granted = entry.granted();
    Grant grant = entry.grant();
    if (granted != null && grant != null) {
      String tag = ownTag(grant, granted, request, asked, trusted);
      if (tag != null) {
        candidates.put(tag, new Candidate(granted));
      }
    }
    if (trusted) {
      for (Representation other : entry.others()) {
        if (other.computed() && (grant == null || other.storedAt().isAfter(grant.validatedAt()))) {
          candidates.putIfAbsent(computed(other, request), new Candidate(other));
        }
      }
      if (granted == null && key.json() && looksLikeList(key)) {
        String guess = Validator.of(null, request, Validator.emptyList());
        candidates.putIfAbsent(guess, Candidate.EMPTY_LIST);
      }
    }
    if (candidates.isEmpty() && granted != null && grant != null) {
      return new Conditional(candidates, modifiedSince(grant, granted, asked));
    }
    return new Conditional(candidates, null);
  }

  /** Whether any validator is sent. */
  public boolean any() {
    return !candidates.isEmpty() || modifiedSince != null;
  }

  /** The request's fields with the validators in them. */
  public Headers on(Headers request) {
    if (!candidates.isEmpty()) {
      String list =
          candidates.keySet().stream().map(EntityTags::strong).collect(Collectors.joining(", "));
      return request.with("If-None-Match", list);
    }
    return modifiedSince == null ? request : request.with("If-Modified-Since", modifiedSince);
  }

  /**
   * Which representation a 304 confirms.
   *
   * @return the candidate, or empty where the answer fits several and names none of them: the
   *     resource must then be read plainly
   */
  public Optional<Candidate> confirmed(Headers notModified) {
    String tag = notModified.value("ETag");
    Candidate named = tag == null ? null : candidates.get(EntityTags.opaque(tag));
    if (named != null) {
      return Optional.of(named);
    }
    return candidates.size() == 1
        ? Optional.of(candidates.values().iterator().next())
        : Optional.empty();
  }

  /** Whether the only validator was a date. */
  public boolean byDate() {
    return modifiedSince != null;
  }

  private static @Nullable String ownTag(
      Grant grant, Representation granted, Headers request, Fingerprint asked, boolean trusted) {
    boolean sameQuestion = grant.asked().equals(asked);
    if (sameQuestion && grant.tag() != null) {
      return grant.tag();
    }
    return trusted && granted.computed() ? computed(granted, request) : null;
  }

  private static String computed(Representation known, Headers request) {
    return Validator.of(known.vary(), request, known.body().bytes());
  }

  /**
   * A date vouches only for single objects, to the token it came to, and where no tag was sent. It
   * counts in seconds, so one that was young when the body came may stand for two bodies (RFC 9110
   * §8.8.2.2); the margin allows for clocks that differ.
   */
  private static @Nullable String modifiedSince(
      Grant grant, Representation granted, Fingerprint asked) {
    String date = granted.shared().value("Last-Modified");
    boolean applies = grant.tag() == null && !granted.list() && grant.asked().equals(asked);
    boolean old =
        HttpDate.parse(date)
            .filter(modified -> modified.plus(YOUNG).isBefore(granted.storedAt()))
            .isPresent();
    return applies && old ? date : null;
  }

  private static boolean looksLikeList(ResourceKey key) {
    String path = key.path();
    return LISTS.contains(path.substring(path.lastIndexOf('/') + 1))
        && !NO_LIST.matcher(path).matches();
  }

  /**
   * What a tag stands for.
   *
   * @param known the representation; null for the guessed empty list
   */
  public record Candidate(@Nullable Representation known) {
    static final Candidate EMPTY_LIST = new Candidate(null);
  }
}
