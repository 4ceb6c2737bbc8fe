package dev.headgate.runtime.configuration;

import java.util.List;

/**
 * An installation of the App, by name.
 *
 * @param id GitHub's number of it
 * @param owners the logins of the accounts whose requests it serves
 */
public record NamedInstallation(long id, List<String> owners) {
  public NamedInstallation {
    Positive.number("id", id);
    owners = List.copyOf(owners);
  }
}
