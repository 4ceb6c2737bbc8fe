package dev.headgate.core.link;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Replaces the base of GitHub's API by the mirror's base where an answer holds URLs of the API, and
 * leaves every other byte as it is.
 *
 * <p>URLs of other hosts (artifacts, archives, uploads, web pages), relative references and texts
 * written by users stay untouched, and so does whatever cannot be understood: no method throws for
 * what it is given to rewrite. Requests need no rewriting; their paths mean the same at GitHub.
 *
 * <p>Immutable and free to share between threads; making one costs a few small objects.
 */
public final class LinkRewriter {

  /** The most bases that can be looked for at once. */
  public static final int MAX_BASES = 8;

  private final List<ApiPrefix> prefixes;
  private final LinkHeader linkHeader;

  private LinkRewriter(List<ApiPrefix> prefixes) {
    this.prefixes = prefixes;
    this.linkHeader = new LinkHeader(this::uri);
  }

  /** A rewriter from the base of GitHub's API to the mirror's. */
  public static LinkRewriter between(ApiBase github, ApiBase mirror) {
    return between(List.of(github), mirror);
  }

  /**
   * A rewriter from several bases, all of which name the same API, to the mirror's. Where one base
   * lies below another the longest one that fits a URL counts. A base that is already the mirror's
   * is left out. Beside a base that ends in {@code /api/v3} its GraphQL endpoint {@code
   * /api/graphql} is looked for as well.
   *
   * <p>A scheme is part of its base: who wants {@code http} URLs of an {@code https} API rewritten
   * names both.
   *
   * @throws IllegalArgumentException if there are more than {@link #MAX_BASES} bases
   */
  public static LinkRewriter between(List<ApiBase> github, ApiBase mirror) {
    if (github.size() > MAX_BASES) {
      throw new IllegalArgumentException(
          "github: " + github.size() + " bases (expected: at most " + MAX_BASES + ")");
    }
    List<ApiPrefix> prefixes = new ArrayList<>();
    for (ApiBase base : github) {
      if (!base.equals(mirror)) {
        addPrefixes(prefixes, base, mirror);
      }
    }
    prefixes.sort(Comparator.comparingInt(ApiPrefix::length).reversed());
    return new LinkRewriter(List.copyOf(prefixes));
  }

  private static void addPrefixes(List<ApiPrefix> prefixes, ApiBase github, ApiBase mirror) {
    List<String> origins =
        github.hasDefaultPort()
            ? List.of(github.origin(), github.origin() + github.defaultPort())
            : List.of(github.origin());
    for (String origin : origins) {
      prefixes.add(ApiPrefix.rest(origin, github, mirror));
      if (ApiPrefix.hasGraphqlSibling(github)) {
        prefixes.add(ApiPrefix.graphql(origin, github, mirror));
      }
    }
  }

  /** Whether nothing will ever be rewritten, because the mirror's base is GitHub's. */
  public boolean changesNothing() {
    return prefixes.isEmpty();
  }

  /**
   * A field value that is one URI reference, such as {@code Location} or {@code Content-Location}
   * (RFC 9110).
   *
   * @return the very same string if it is not a URL of the API
   */
  public String uri(String reference) {
    Optional<ApiPrefix> prefix = prefixes.stream().filter(p -> p.begins(reference)).findFirst();
    return prefix.map(found -> found.replaceIn(reference)).orElse(reference);
  }

  /**
   * The value of a {@code Link} field (RFC 8288), one line or several joined by commas. Only the
   * targets between angle brackets are rewritten; parameters, order and white space stay. From the
   * first violation of the grammar on the value stays as it is.
   *
   * @return the very same string if it holds no URL of the API
   */
  public String link(String fieldValue) {
    return changesNothing() ? fieldValue : linkHeader.rewrite(fieldValue);
  }

  /**
   * A whole JSON body in UTF-8, without content coding. The rules are those of {@link
   * #json(InputStream)}.
   *
   * @return the very same array if it holds no URL of the API, else a new one
   */
  public byte[] json(byte[] body) {
    return changesNothing() ? body : JsonUrlRewriter.rewrite(body, prefixes);
  }

  /**
   * A JSON body in UTF-8, without content coding, rewritten as it is read, in constant memory and
   * without waiting for more than the source has at hand.
   *
   * <p>Rewritten are strings that begin with a base of the API and are the value of a member whose
   * name is {@code url} or ends in {@code _url} or {@code Url}; below a member {@code _links} also
   * its own strings and every {@code href}. The elements of arrays have no name of their own and
   * are not rewritten, whatever the array is called. Names and values may be written with escapes;
   * a URL with escaped slashes keeps them. Objects may be nested to any depth: only a count is
   * kept. From the first violation of the grammar that is noticed on, the rest of the body stays as
   * it is, so that a body that is not JSON after all comes to no harm.
   *
   * @return the very same stream if {@link #changesNothing()}, else one that closes the source when
   *     closed, passes its {@code IOException}s on, and is for one thread at a time
   */
  public InputStream json(InputStream body) {
    return changesNothing() ? body : new RewritingInputStream(body, prefixes);
  }
}
