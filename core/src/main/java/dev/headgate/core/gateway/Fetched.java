package dev.headgate.core.gateway;

import dev.headgate.core.cache.Grant;
import dev.headgate.core.cache.Representation;
import dev.headgate.core.http.Headers;
import org.jspecify.annotations.Nullable;

/** What one cached read brought, before it is made into an answer for each who waits for it. */
sealed interface Fetched {
  /** Whether those who waited for it may use it too. */
  boolean shareable();

  /**
   * A representation that this identity may see.
   *
   * @param live GitHub's fields of just now; null where it was not asked
   * @param confirmed whether GitHub confirmed what was known, rather than sending it
   */
  record Known(
      Representation representation,
      Grant grant,
      @Nullable Headers live,
      boolean confirmed,
      String cacheStatus)
      implements Fetched {
    @Override
    public boolean shareable() {
      return true;
    }
  }

  /** An answer of GitHub's that is not kept. */
  record Unkept(int status, Headers headers, Content content, String cacheStatus)
      implements Fetched {
    @Override
    public boolean shareable() {
      return content instanceof Content.Whole;
    }
  }

  /** No answer: {@code reply} tells why. */
  record Missing(Reply reply) implements Fetched {
    @Override
    public boolean shareable() {
      return true;
    }
  }
}
