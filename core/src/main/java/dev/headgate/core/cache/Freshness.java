package dev.headgate.core.cache;

/** When a stored answer may be served without asking GitHub. */
public enum Freshness {
  /** Never: GitHub is always asked, which costs no quota when nothing changed. */
  REVALIDATE,
  /** For as long as GitHub's own Cache-Control max-age says, usually sixty seconds. */
  MAX_AGE,
  /** Until an event says otherwise, but not for ever; as REVALIDATE where no events are heard. */
  WEBHOOK
}
