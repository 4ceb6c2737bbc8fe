package dev.headgate.runtime.task.callback;

import dev.headgate.runtime.configuration.CallbackSettings;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Which addresses callers may name for callbacks. Names are resolved only when they are called. */
public final class CallbackRules {
  private static final int LONGEST = 2048;
  private static final int SHOWN = 64;

  private final CallbackSettings settings;

  /** The rules of these settings. */
  public CallbackRules(CallbackSettings settings) {
    this.settings = settings;
  }

  /**
   * The address, if it may be called.
   *
   * @param mistake takes what is wrong with it, as {@code callback: value (expected: rule)}
   */
  public Optional<URI> read(String text, Consumer<String> mistake) {
    if (!settings.possible()) {
      mistake.accept(
          "callback: present (expected: none here; the operator sets CALLBACK_ALLOWED_HOSTS and"
              + " CALLBACK_SECRET)");
      return Optional.empty();
    }
    @Nullable String rule = broken(text);
    if (rule != null) {
      // Its path or its query may hold a secret.
      mistake.accept("callback: %s (expected: %s)".formatted(shown(text), rule));
      return Optional.empty();
    }
    return Optional.of(URI.create(text));
  }

  private @Nullable String broken(String text) {
    URI url;
    try {
      url = new URI(text);
    } catch (URISyntaxException malformed) {
      return "a URL";
    }
    String scheme = url.getScheme() == null ? "" : url.getScheme();
    boolean secure = scheme.equalsIgnoreCase("https");
    if (!secure && !(settings.insecure() && scheme.equalsIgnoreCase("http"))) {
      return settings.insecure() ? "an https or http URL" : "an https URL";
    }
    if (url.getHost() == null || text.length() > LONGEST) {
      return "a URL with a host, of at most %d characters".formatted(LONGEST);
    }
    if (url.getRawUserInfo() != null || url.getRawFragment() != null) {
      return "a URL without user and fragment";
    }
    return settings.allows(url.getHost()) ? null : "a host among CALLBACK_ALLOWED_HOSTS";
  }

  private static String shown(String text) {
    String safe =
        text.replaceAll("[?#].*", "").replaceAll("//[^/]*@", "//").replaceAll("\\p{Cntrl}", "?");
    return safe.length() <= SHOWN ? safe : safe.substring(0, SHOWN) + "…";
  }
}
