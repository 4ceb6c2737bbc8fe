package dev.headgate.server.endpoint;

import dev.headgate.server.access.Access;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One method of one path.
 *
 * @param method the method; GET answers HEAD as well
 * @param template the path, with variables as in {@code /api/v1/limits/{rule}}
 * @param access who may
 * @param action what is done, on a thread that may block
 */
public record Route(String method, String template, Access access, Action action) {

  /** Answers a call; completes its callback exactly once, or throws. */
  public interface Action {
    /**
     * Answers.
     *
     * @throws BadRequest where the caller is to blame
     */
    void answer(Call call) throws Exception;
  }

  /** The values of the template's variables in this raw path; empty where it is another path. */
  Optional<Map<String, String>> match(String path) {
    if (template.indexOf('{') < 0) {
      return template.equals(path) ? Optional.of(Map.of()) : Optional.empty();
    }
    String[] wanted = template.split("/", -1);
    String[] given = path.split("/", -1);
    if (wanted.length != given.length) {
      return Optional.empty();
    }
    Map<String, String> variables = new HashMap<>();
    for (int i = 0; i < wanted.length; i++) {
      if (wanted[i].startsWith("{") && !given[i].isEmpty()) {
        variables.put(wanted[i].substring(1, wanted[i].length() - 1), given[i]);
      } else if (!wanted[i].equals(given[i])) {
        return Optional.empty();
      }
    }
    return Optional.of(variables);
  }

  boolean answers(String asked) {
    return method.equals(asked) || (method.equals("GET") && asked.equals("HEAD"));
  }
}
