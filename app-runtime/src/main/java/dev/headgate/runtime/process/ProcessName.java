package dev.headgate.runtime.process;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;

/**
 * The name of one run of one process, told apart from every other that shares its stores: the
 * host's name, the process' number and something random, since both may come again.
 *
 * @param text 3 to 96 characters: letters, digits, dots and hyphens
 */
public record ProcessName(String text) {
  private static final String FORM = "[A-Za-z0-9.-]{3,96}";
  private static final int LONGEST_HOST = 60;

  /** Validates the form. */
  public ProcessName {
    if (!text.matches(FORM)) {
      throw new IllegalArgumentException("text: %s (expected: %s)".formatted(text, FORM));
    }
  }

  /**
   * A name that was never given before.
   *
   * @param environment where {@code HOSTNAME} may tell the host's name
   */
  public static ProcessName fresh(Map<String, String> environment) {
    String host = host(environment).replaceAll("[^A-Za-z0-9.-]", "-");
    byte[] random = new byte[6];
    new SecureRandom().nextBytes(random);
    return new ProcessName(
        "%s-%d-%s"
            .formatted(
                host.substring(0, Math.min(host.length(), LONGEST_HOST)),
                ProcessHandle.current().pid(),
                HexFormat.of().formatHex(random)));
  }

  private static String host(Map<String, String> environment) {
    String named = environment.getOrDefault("HOSTNAME", "");
    if (!named.isBlank()) {
      return named.strip();
    }
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException nameless) {
      return "localhost";
    }
  }

  @Override
  public String toString() {
    return text;
  }
}
