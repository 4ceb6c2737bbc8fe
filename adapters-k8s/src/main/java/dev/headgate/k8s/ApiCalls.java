package dev.headgate.k8s;

import dev.headgate.core.storage.OutcomeUnknown;
import dev.headgate.core.storage.StorageFailure;
import dev.headgate.core.storage.StorageUnavailable;
import dev.headgate.core.storage.StoreCalls;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Calls to the API server. An answer that speaks of the request is an {@link ApiAnswer}; one that
 * speaks of the server (429, 5xx, 401) or that does not come is a {@link StorageFailure}, which
 * counts against it.
 */
final class ApiCalls {
  private static final int LONGEST_MESSAGE = 1_000;
  private static final Set<Integer> OF_THE_SERVER = Set.of(401, 408, 429);

  private final StoreCalls server;

  ApiCalls(StoreCalls server) {
    this.server = server;
  }

  /**
   * A call that changes nothing; what it asks for may not be there.
   *
   * @throws StorageUnavailable when the server doesn't answer
   */
  <T> ApiAnswer<T> read(Supplier<@Nullable T> call) {
    return server.call(() -> answer(call, false));
  }

  /**
   * A call that changes something.
   *
   * @throws StorageFailure when the server doesn't answer
   */
  <T> ApiAnswer<T> write(Supplier<@Nullable T> call) {
    return server.call(() -> answer(call, true));
  }

  private static <T> ApiAnswer<T> answer(Supplier<@Nullable T> call, boolean writes) {
    try {
      return new ApiAnswer.Done<>(Optional.ofNullable(call.get()));
    } catch (KubernetesClientException refused) {
      if (unheard(refused)
          || OF_THE_SERVER.contains(refused.getCode())
          || refused.getCode() >= 500) {
        throw failure(refused, writes);
      }
      return new ApiAnswer.Rejected<>(refused.getCode(), message(refused));
    }
  }

  private static StorageFailure failure(KubernetesClientException refused, boolean writes) {
    String message = message(refused);
    boolean answered = !unheard(refused) && refused.getCode() < 500;
    if (!writes || answered || neverArrived(refused)) {
      return new StorageUnavailable(KubernetesJobLauncher.SERVICE, message, refused);
    }
    return new OutcomeUnknown(KubernetesJobLauncher.SERVICE, message, refused);
  }

  /** Whether no answer came at all. */
  private static boolean unheard(KubernetesClientException failure) {
    return failure.getCode() <= 0;
  }

  private static boolean neverArrived(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof ConnectException || cause instanceof UnknownHostException) {
        return true;
      }
    }
    return false;
  }

  /** What the server said, or why it did not; its status says it better than the exception. */
  static String message(KubernetesClientException refused) {
    String text = unheard(refused) ? silence(refused) : refused.getCode() + ": " + said(refused);
    return text.length() <= LONGEST_MESSAGE ? text : text.substring(0, LONGEST_MESSAGE) + "…";
  }

  private static String said(KubernetesClientException refused) {
    return refused.getStatus() == null || refused.getStatus().getMessage() == null
        ? String.valueOf(refused.getMessage())
        : refused.getStatus().getMessage();
  }

  private static String silence(KubernetesClientException failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String message = cause.getMessage();
    return "no answer: " + (message == null ? cause.getClass().getSimpleName() : message);
  }
}
