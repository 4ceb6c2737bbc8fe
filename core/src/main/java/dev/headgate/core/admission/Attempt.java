package dev.headgate.core.admission;

import java.time.Instant;
import java.util.Locale;

/** What the limits say to one demand at one moment. */
public sealed interface Attempt {

  /** Everything it takes has been taken. */
  record Through(Pass pass) implements Attempt {}

  /**
   * Nothing was taken.
   *
   * @param reason which limit stands against it
   * @param until the first instant at which it is worth trying again
   */
  record Blocked(Reason reason, Instant until) implements Attempt {
    /** Whether the same limit stands against {@code other}, if it does against {@code this}. */
    boolean covers(AdmissionRequest blocked, AdmissionRequest other) {
      return switch (reason) {
        case SECONDARY_PAUSE, PROBING, CONCURRENCY, CPU_TIME -> true;
        case PRIMARY_EXHAUSTED -> asDear(blocked, other);
        case RESERVED -> !other.priority().urgent() && asDear(blocked, other);
        case PACED -> !other.priority().urgent();
        case POINTS_PER_MINUTE -> other.cost().endpoint().equals(blocked.cost().endpoint());
        case CONTENT_CREATION -> other.cost().creates();
        case WRITE_SPACING -> other.cost().write();
      };
    }

    /** What is too little for one may be enough for another. */
    private static boolean asDear(AdmissionRequest blocked, AdmissionRequest other) {
      return other.cost().points() >= blocked.cost().points();
    }
  }

  /** Which of GitHub's limits, in the words that users read. */
  enum Reason {
    /** The window's quota is spent. */
    PRIMARY_EXHAUSTED("quota exhausted"),
    /** What is left is held for urgent requests. */
    RESERVED("quota reserved for urgent requests"),
    /** What is left is spread to the end of the window. */
    PACED("quota paced to the end of its window"),
    /** GitHub asked for silence. */
    SECONDARY_PAUSE("secondary limit: paused"),
    /** After a silence one goes first to see whether it is over. */
    PROBING("secondary limit: probing"),
    /** As many requests as GitHub allows are under way. */
    CONCURRENCY("concurrency limit"),
    /** The endpoint's points per minute are spent. */
    POINTS_PER_MINUTE("points per minute"),
    /** GitHub computes for the principal as long as it allows. */
    CPU_TIME("GitHub's CPU time per minute"),
    /** Content is created as fast as GitHub allows. */
    CONTENT_CREATION("content creation limit"),
    /** Writes keep a second's distance. */
    WRITE_SPACING("distance between writes");

    private final String text;

    Reason(String text) {
      this.text = text;
    }

    /** Whether the end of another request may lift it before its time. */
    boolean liftedBySettling() {
      return switch (this) {
        case PRIMARY_EXHAUSTED, RESERVED, PROBING, CONCURRENCY, CPU_TIME -> true;
        case PACED, SECONDARY_PAUSE, POINTS_PER_MINUTE, CONTENT_CREATION, WRITE_SPACING -> false;
      };
    }

    /**
     * Whether waiting for its end is waiting for quota, of which a caller may have his own idea;
     * the others are over as soon as those before him are.
     */
    boolean ofQuota() {
      return switch (this) {
        case PRIMARY_EXHAUSTED, RESERVED, PACED, SECONDARY_PAUSE -> true;
        case POINTS_PER_MINUTE, CPU_TIME, CONTENT_CREATION -> true;
        case PROBING, CONCURRENCY, WRITE_SPACING -> false;
      };
    }

    /** For metrics. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** For people. */
    public String text() {
      return text;
    }
  }
}
