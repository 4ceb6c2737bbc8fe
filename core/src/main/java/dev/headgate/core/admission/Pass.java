package dev.headgate.core.admission;

/**
 * The permission to send one request, with everything that was taken for it. The {@link Gates} that
 * made it know its content. Whoever holds one tells them what became of the request, by one of
 * {@link Gates#answered} and {@link Gates#unanswered}, and then that it has {@linkplain Gates#ended
 * ended}, each once.
 */
public interface Pass {
  /** What it was given for. */
  AdmissionRequest request();
}
