package dev.headgate.core.cache;

import dev.headgate.core.http.Headers;
import dev.headgate.core.http.Target;
import java.util.Set;

/**
 * Pages of a list, and the one case in which a 304 misleads: the last page was full, an element was
 * added behind it, and the page's own bytes did not change. GitHub answers 304, which carries no
 * Link, and the stored Link knows of no next page. So when a full last page is confirmed, the page
 * behind it is asked for too; while it is empty that costs no quota.
 */
public final class ListPage {
  private static final int DEFAULT_SIZE = 30;
  private static final int MAX_SIZE = 100;
  private static final Set<String> CURSORS = Set.of("after", "before", "since", "cursor");

  private ListPage() {}

  /** Whether the representation is a list's last page and holds as many elements as fit. */
  public static boolean fullAndLast(Target target, Representation page) {
    return page.status() == 200
        && page.list()
        && CURSORS.stream().noneMatch(cursor -> target.parameter(cursor).isPresent())
        && !linked(page.shared(), "next")
        && JsonElements.count(page.body().bytes()) == size(target);
  }

  /** The target of the page behind this one. */
  public static Target next(Target target) {
    return target.withParameter("page", Integer.toString(number(target) + 1));
  }

  /** Whether a Link field names that relation. */
  public static boolean linked(Headers headers, String relation) {
    String link = headers.joined("Link");
    return link != null && link.contains("rel=\"" + relation + "\"");
  }

  /** The page's fields with a next page in Link, under the URL given. */
  public static Headers withNext(Headers headers, String nextUrl) {
    String link = headers.joined("Link");
    String next = "<" + nextUrl + ">; rel=\"next\"";
    return headers.without("Link").with("Link", link == null ? next : next + ", " + link);
  }

  private static int number(Target target) {
    return positive(target.parameter("page").orElse(""), 1, Integer.MAX_VALUE - 1);
  }

  private static int size(Target target) {
    return positive(target.parameter("per_page").orElse(""), DEFAULT_SIZE, MAX_SIZE);
  }

  private static int positive(String digits, int otherwise, int max) {
    try {
      int number = Integer.parseInt(digits);
      return number < 1 ? otherwise : Math.min(number, max);
    } catch (NumberFormatException absentOrMalformed) {
      return otherwise;
    }
  }
}
