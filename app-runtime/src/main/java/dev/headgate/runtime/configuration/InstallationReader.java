package dev.headgate.runtime.configuration;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the installations that a file names. */
final class InstallationReader {
  private static final Pattern ELEMENT =
      Pattern.compile("\\[(\\d{1,4})]\\.?([^\\[]*)(?:\\[\\d+])?");
  private static final int MOST = 1_000;
  private static final String LIST = CredentialSettings.INSTALLATIONS.key();
  private static final String ID_RULE = CredentialSettings.INSTALLATION_ID.type().rule();

  private final String mend;
  private final List<Mistake> mistakes;
  private final Set<String> named = new HashSet<>();
  private final List<NamedInstallation> installations = new ArrayList<>();

  private InstallationReader(String mend, List<Mistake> mistakes) {
    this.mend = mend;
    this.mistakes = mistakes;
  }

  /**
   * All installations.
   *
   * @param texts by what follows the list's name, such as {@code [0].owners}
   * @param mend what to do about a mistake
   * @param mistakes gets every mistake
   */
  static List<NamedInstallation> readAll(
      Map<String, String> texts, String mend, List<Mistake> mistakes) {
    InstallationReader reader = new InstallationReader(mend, mistakes);
    TreeMap<Integer, Map<String, Set<String>>> elements = new TreeMap<>();
    texts.forEach((place, text) -> {
      Matcher element = ELEMENT.matcher(place);
      if (element.matches()) {
        Set<String> words =
            elements
                .computeIfAbsent(Integer.valueOf(element.group(1)), index -> new TreeMap<>())
                .computeIfAbsent(element.group(2), field -> new TreeSet<>());
        words.addAll(List.of(text.split(",", -1)));
      }
    });
    if (elements.size() > MOST) {
      mistakes.add(new Mistake(LIST, elements.size() + "", "at most " + MOST, mend));
    }
    elements.forEach((index, fields) -> reader.read("%s[%d].".formatted(LIST, index), fields));
    return List.copyOf(reader.installations);
  }

  private void read(String prefix, Map<String, Set<String>> fields) {
    int before = mistakes.size();
    for (String field : fields.keySet()) {
      if (!field.equals("id") && !field.equals("owners")) {
        refuse(prefix + field, "", "id or owners");
      }
    }
    long id = id(prefix, String.join(",", fields.getOrDefault("id", Set.of())));
    List<String> owners = owners(prefix, fields.get("owners"));
    if (mistakes.size() == before) {
      installations.add(new NamedInstallation(id, owners));
    }
  }

  private long id(String prefix, String text) {
    try {
      return CredentialSettings.number(text.strip());
    } catch (IllegalArgumentException malformed) {
      refuse(prefix + "id", text, ID_RULE);
      return 1;
    }
  }

  private List<String> owners(String prefix, @Nullable Set<String> texts) {
    List<String> owners = new ArrayList<>();
    for (String text : texts == null ? Set.<String>of() : texts) {
      String owner = text.strip();
      if (!owner.matches("[A-Za-z0-9][A-Za-z0-9_-]{0,99}")) {
        refuse(prefix + "owners", owner, "GitHub logins");
      } else if (!named.add(owner.toLowerCase(Locale.ROOT))) {
        refuse(prefix + "owners", owner, "each account once");
      } else {
        owners.add(owner);
      }
    }
    if (texts == null) {
      refuse(prefix + "owners", "", "a list of GitHub logins");
    }
    return owners;
  }

  private void refuse(String key, String value, String rule) {
    mistakes.add(new Mistake(key, value, rule, mend));
  }
}
