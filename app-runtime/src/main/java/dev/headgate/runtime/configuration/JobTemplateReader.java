package dev.headgate.runtime.configuration;

import dev.headgate.core.job.JobName;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the templates of jobs that a file names. */
final class JobTemplateReader {
  private static final Pattern ELEMENT =
      Pattern.compile("\\[(\\d{1,4})]\\.?([^\\[]*)(?:\\[(\\d{1,4})])?");
  private static final int MOST = 200;
  private static final String LIST = JobSettings.TEMPLATES.key();
  private static final String PARAMETER_RULE =
      "the name of a parameter: letters, digits, hyphens, underscores and dots";
  private static final Set<String> FIELDS =
      Set.of("name", "namespace", "key", "manifest", "image", "command", "deadline");

  private final String mend;
  private final List<Mistake> mistakes;
  private final List<JobTemplate> templates = new ArrayList<>();

  private JobTemplateReader(String mend, List<Mistake> mistakes) {
    this.mend = mend;
    this.mistakes = mistakes;
  }

  /**
   * All templates.
   *
   * @param texts by what follows the list's name, such as {@code [0].command[1]}
   * @param mend what to do about a mistake
   * @param mistakes gets every mistake
   */
  static List<JobTemplate> readAll(Map<String, String> texts, String mend, List<Mistake> mistakes) {
    JobTemplateReader reader = new JobTemplateReader(mend, mistakes);
    // By element, then field; under a list's words their joined form has the number -1.
    Map<Integer, Map<String, Map<Integer, String>>> elements = new TreeMap<>();
    texts.forEach((place, text) -> {
      Matcher element = ELEMENT.matcher(place);
      if (element.matches()) {
        String word = element.group(3);
        elements
            .computeIfAbsent(Integer.valueOf(element.group(1)), index -> new TreeMap<>())
            .computeIfAbsent(element.group(2), field -> new TreeMap<>())
            .put(word == null ? -1 : Integer.parseInt(word), text);
      }
    });
    if (elements.size() > MOST) {
      mistakes.add(new Mistake(LIST, elements.size() + "", "at most " + MOST, mend));
    }
    elements.forEach((index, fields) -> reader.read("%s[%d].".formatted(LIST, index), fields));
    return List.copyOf(reader.templates);
  }

  private void read(String prefix, Map<String, Map<Integer, String>> fields) {
    int before = mistakes.size();
    for (String field : fields.keySet()) {
      if (!FIELDS.contains(field)) {
        refuse(
            prefix + field, "", "one of " + String.join(", ", FIELDS.stream().sorted().toList()));
      }
    }
    String name = matching(prefix, fields, "name", JobName.LABEL, JobSettings.LABEL_RULE);
    String namespace = matching(prefix, fields, "namespace", JobName.LABEL, JobSettings.LABEL_RULE);
    String key =
        matching(
            prefix, fields, "key", Pattern.compile("[A-Za-z][A-Za-z0-9_.-]{0,62}"), PARAMETER_RULE);
    String image =
        matching(prefix, fields, "image", Pattern.compile("\\S{1,500}"), "an image's name");
    Path manifest = read(prefix, fields, "manifest", "the path of a file", JobTemplateReader::path);
    Duration deadline =
        read(
            prefix,
            fields,
            "deadline",
            JobSettings.DEADLINE.type().rule(),
            JobSettings.DEADLINE.type()::parse);
    if (name == null && !fields.containsKey("name")) {
      refuse(prefix + "name", "", "a name");
    }
    if (manifest != null && (image != null || fields.containsKey("command"))) {
      refuse(prefix + "manifest", manifest.toString(), "not set beside image and command");
    }
    if (templates.stream().anyMatch(other -> other.name().equals(name))) {
      refuse(prefix + "name", String.valueOf(name), "each name once");
    }
    if (mistakes.size() == before && name != null) {
      templates.add(
          new JobTemplate(
              name,
              namespace,
              key == null ? JobTemplate.BUILD.key() : key,
              manifest,
              image,
              words(fields.getOrDefault("command", Map.of())),
              deadline));
    }
  }

  private static List<String> words(Map<Integer, String> texts) {
    List<String> words = new ArrayList<>();
    texts.forEach((index, text) -> {
      if (index >= 0 || texts.size() == 1) {
        words.add(text);
      }
    });
    return words;
  }

  private @Nullable String matching(
      String prefix,
      Map<String, Map<Integer, String>> fields,
      String field,
      Pattern pattern,
      String rule) {
    return read(
        prefix,
        fields,
        field,
        rule,
        text -> {
          if (!pattern.matcher(text).matches()) {
            throw new IllegalArgumentException("malformed");
          }
          return text;
        });
  }

  private <T> @Nullable T read(
      String prefix,
      Map<String, Map<Integer, String>> fields,
      String field,
      String rule,
      Function<String, T> reader) {
    if (!fields.containsKey(field)) {
      return null;
    }
    String text = String.join(",", fields.get(field).values()).strip();
    try {
      return reader.apply(text);
    } catch (IllegalArgumentException malformed) {
      refuse(prefix + field, text.length() > 100 ? text.length() + " characters" : text, rule);
      return null;
    }
  }

  private static Path path(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException malformed) {
      throw new IllegalArgumentException("no path", malformed);
    }
  }

  private void refuse(String key, String value, String rule) {
    mistakes.add(new Mistake(key, value, rule, mend));
  }
}
