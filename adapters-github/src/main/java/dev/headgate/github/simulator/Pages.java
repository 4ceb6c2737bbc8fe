package dev.headgate.github.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Cuts lists into pages and links them as GitHub does, in the numeric form of the path. */
final class Pages {
  private static final int USUAL = 30;
  private static final int LARGEST = 100;

  private Pages() {}

  /** The page that the request asks for, of a list with this path in numeric form. */
  static Reply list(Call call, String numericPath, List<? extends JsonNode> items) {
    Reply reply = Reply.json(Json.array(slice(call, items)));
    String link = link(call, numericPath, items.size());
    return link.isEmpty() ? reply : reply.with("Link", link);
  }

  static <T> List<T> slice(Call call, List<T> items) {
    long from = (page(call) - 1L) * size(call);
    long to = Math.min(items.size(), from + size(call));
    return from >= to ? List.of() : items.subList((int) from, (int) to);
  }

  /** The Link header's value; empty if one page holds everything. */
  static String link(Call call, String numericPath, int total) {
    int page = page(call);
    int last = Math.max(1, (total + size(call) - 1) / size(call));
    List<String> links = new ArrayList<>();
    if (page > 1 && last > 1) {
      links.add(one(call, numericPath, Math.min(page - 1, last), "prev"));
    }
    if (page < last) {
      links.add(one(call, numericPath, page + 1, "next"));
      links.add(one(call, numericPath, last, "last"));
    }
    if (page > 1 && last > 1) {
      if (page > last) {
        links.add(one(call, numericPath, last, "last"));
      }
      links.add(one(call, numericPath, 1, "first"));
    }
    return String.join(", ", links);
  }

  static int size(Call call) {
    int asked = call.request().number("per_page", USUAL);
    return asked < 1 ? USUAL : Math.min(asked, LARGEST);
  }

  static int page(Call call) {
    return Math.max(1, call.request().number("page", 1));
  }

  private static String one(Call call, String numericPath, int page, String relation) {
    String query = call.request().query();
    String kept =
        Stream.of(query.split("&", -1))
            .filter(pair -> !pair.isEmpty() && !pair.startsWith("page="))
            .collect(Collectors.joining("&"));
    String separator = kept.isEmpty() ? "" : "&";
    return "<%s%s?%s%spage=%d>; rel=\"%s\""
        .formatted(call.base(), numericPath, kept, separator, page, relation);
  }
}
