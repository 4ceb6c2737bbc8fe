package dev.headgate.github.simulator;

/** How the simulator derives the entity tags of its answers. */
public enum ValidatorMode {
  /** As github.com does: SHA-256 over the varying request headers and the body, 64 hex digits. */
  V1,
  /** As old and self-hosted installations do: 32 hex digits, stable per token, not derivable. */
  LEGACY,
  /** As github.com might one day: 64 hex digits by a formula that no client knows. */
  DRIFT,
  /** No entity tags at all. */
  NONE
}
