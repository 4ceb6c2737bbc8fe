package dev.headgate.server.mirror;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import dev.headgate.core.link.ApiBase;
import dev.headgate.core.link.LinkRewriter;
import dev.headgate.server.pipeline.Exchange;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * The rewriter for a request's links: to the configured mirror, or to wherever the client itself
 * found it, read off the request's scheme and authority.
 */
final class Links {
  private final @Nullable LinkRewriter fixed;
  private final LoadingCache<String, LinkRewriter> byBase;
  private volatile @Nullable Place latest;

  Links(URI api, @Nullable URI mirror) {
    ApiBase github = ApiBase.of(api);
    this.fixed = mirror == null ? null : LinkRewriter.between(github, ApiBase.of(mirror));
    this.byBase =
        Caffeine.newBuilder()
            .maximumSize(256)
            .executor(Runnable::run)
            .build(base -> LinkRewriter.between(github, ApiBase.of(URI.create(base))));
  }

  /** Whether links can lead back to where the client found the mirror. */
  boolean possible(Exchange exchange) {
    try {
      of(exchange);
      return true;
    } catch (IllegalArgumentException unusable) {
      return false;
    }
  }

  LinkRewriter of(Exchange exchange) {
    if (fixed != null) {
      return fixed;
    }
    String scheme = exchange.scheme();
    String authority = String.valueOf(exchange.getHttpURI().getAuthority());
    String prefix = exchange.path().startsWith("/api/v3/") ? "/api/v3" : "";
    @Nullable Place last = latest;
    if (last != null && last.is(scheme, authority, prefix)) {
      return last.rewriter;
    }
    Place place =
        new Place(scheme, authority, prefix, byBase.get(scheme + "://" + authority + prefix));
    latest = place;
    return place.rewriter;
  }

  /** Where a client found the mirror; nearly all find it in one place. */
  private record Place(String scheme, String authority, String prefix, LinkRewriter rewriter) {
    boolean is(String askedScheme, String askedAuthority, String wanted) {
      return authority.equals(askedAuthority)
          && scheme.equals(askedScheme)
          && prefix.equals(wanted);
    }
  }
}
