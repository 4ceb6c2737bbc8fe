package dev.headgate.server.task;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.headgate.core.queue.Task;
import dev.headgate.core.queue.TaskId;
import dev.headgate.runtime.task.Shown;
import dev.headgate.server.endpoint.Answer;
import dev.headgate.server.endpoint.Call;
import java.net.URLEncoder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list, the latest first.
 *
 * @param limit how many it shows
 * @param before the last of the page before; null for the first page
 */
record Page(int limit, @Nullable TaskId before) {
  private static final int LIMIT = 50;
  private static final int MOST = 100;

  /** The page that a call asks for; what is wrong with it is noted. */
  static Page of(Call call, List<String> mistakes) {
    return new Page(limit(call, mistakes), before(call, mistakes));
  }

  private static int limit(Call call, List<String> mistakes) {
    String text = call.parameter("limit").orElse(Integer.toString(LIMIT));
    if (text.matches("\\d{1,4}") && Integer.parseInt(text) >= 1 && Integer.parseInt(text) <= MOST) {
      return Integer.parseInt(text);
    }
    mistakes.add("limit: %s (expected: 1 to %d)".formatted(Shown.of(text), MOST));
    return 1;
  }

  private static @Nullable TaskId before(Call call, List<String> mistakes) {
    String text = call.parameter("before").orElse(null);
    if (text == null) {
      return null;
    }
    try {
      return new TaskId(text);
    } catch (IllegalArgumentException malformed) {
      mistakes.add("before: %s (expected: the id of a task)".formatted(Shown.of(text)));
      return null;
    }
  }

  /** How many are to be looked up: one more than is shown tells whether there is another page. */
  int asked() {
    return limit + 1;
  }

  /** Those of what was found that are shown. */
  List<Task> shown(List<Task> found) {
    return found.subList(0, Math.min(limit, found.size()));
  }

  /** The answer with a link to the next page, if there is one, that keeps these parameters. */
  Answer linked(Answer answer, List<Task> found, String path, Call call, List<String> kept) {
    if (found.size() <= limit) {
      return answer;
    }
    StringBuilder next = new StringBuilder(path + "?limit=" + limit);
    for (String name : kept) {
      call.parameter(name)
          .ifPresent(value ->
              next.append('&').append(name).append('=').append(URLEncoder.encode(value, UTF_8)));
    }
    next.append("&before=").append(shown(found).getLast().id());
    return answer.with("Link", "<%s>; rel=\"next\"".formatted(next));
  }
}
