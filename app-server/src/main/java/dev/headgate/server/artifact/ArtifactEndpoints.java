package dev.headgate.server.artifact;

import dev.headgate.core.gateway.Cancellation;
import dev.headgate.core.priority.Priority;
import dev.headgate.github.artifact.ApiCalls;
import dev.headgate.github.artifact.Artifact;
import dev.headgate.github.artifact.ArtifactDownloads;
import dev.headgate.github.artifact.ArtifactRef;
import dev.headgate.github.artifact.Transfer;
import dev.headgate.github.artifact.TransferStopped;
import dev.headgate.runtime.task.artifact.GatewayCalls;
import dev.headgate.server.access.Access;
import dev.headgate.server.endpoint.Answer;
import dev.headgate.server.endpoint.Call;
import dev.headgate.server.endpoint.EndpointGroup;
import dev.headgate.server.endpoint.Problem;
import dev.headgate.server.endpoint.Route;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/**
 * Artifacts straight from GitHub to the client: the gateway follows the redirect, resumes what
 * breaks, and keeps nothing.
 */
final class ArtifactEndpoints implements EndpointGroup {
  private static final String ONE = "/api/v1/artifacts/{owner}/{repo}/{artifact_id}";

  private final ArtifactDownloads downloads;
  private final GatewayCalls calls;
  private final InstantSource clock;

  ArtifactEndpoints(ArtifactDownloads downloads, GatewayCalls calls, InstantSource clock) {
    this.downloads = downloads;
    this.calls = calls;
    this.clock = clock;
  }

  @Override
  public List<Route> routes() {
    return List.of(Route.get(ONE, Access.KEY, this::content));
  }

  private Answer content(Call call) throws IOException {
    ArtifactRef ref = ref(call);
    Cancellation cancellation = new Cancellation();
    call.exchange().addFailureListener(failure -> cancellation.cancel());
    ApiCalls api =
        calls.of(call.exchange().requestId(), call.exchange().caller(), Priority.LOW, cancellation);
    try {
      Artifact artifact = downloads.look(api, ref);
      String tag = artifact.sha256() == null ? null : "\"" + artifact.sha256() + "\"";
      return StreamedContent.of(
          call,
          "application/zip",
          length(api, artifact, cancellation),
          tag,
          StreamedContent.safe(artifact.name() + ".zip"),
          (from, length) -> begun(api, artifact, from, cancellation));
    } catch (TransferStopped stopped) {
      throw problem(stopped);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw new Problem(
          503, "stopping", "Stopping", "The gateway stops", Map.of(), Map.of("Retry-After", "5"));
    } catch (java.io.InterruptedIOException gone) {
      throw gone;
    } catch (IOException broken) {
      throw new Problem(
          502,
          "upstream-failed",
          "Upstream failed",
          "The artifact cannot be had now: " + broken.getMessage(),
          Map.of());
    }
  }

  /** Of artifacts without a digest GitHub tells another length than the archive's. */
  private long length(ApiCalls api, Artifact artifact, Cancellation cancellation)
      throws IOException {
    if (artifact.sha256() != null) {
      return artifact.bytes();
    }
    try (Transfer transfer = downloads.stream(api, artifact, 0, cancellation)) {
      transfer.begin();
      if (transfer.total() < 0) {
        throw new IOException("the host of the content does not tell its length");
      }
      return transfer.total();
    }
  }

  private Transfer begun(ApiCalls api, Artifact artifact, long from, Cancellation cancellation)
      throws IOException {
    Transfer transfer = downloads.stream(api, artifact, from, cancellation);
    boolean connected = false;
    try {
      transfer.begin();
      connected = true;
      return transfer;
    } finally {
      if (!connected) {
        transfer.close();
      }
    }
  }

  private static ArtifactRef ref(Call call) {
    String id = call.variable("artifact_id");
    if (!id.matches("[0-9]{1,18}")) {
      throw Problem.badRequest("artifact_id: malformed (expected: a whole number)");
    }
    try {
      return new ArtifactRef(call.variable("owner"), call.variable("repo"), Long.parseLong(id));
    } catch (IllegalArgumentException malformed) {
      throw Problem.badRequest(String.valueOf(malformed.getMessage()));
    }
  }

  private static Problem gone(TransferStopped.Why kind, String why) {
    return switch (kind) {
      case EXPIRED -> new Problem(410, "artifact-expired", "Artifact expired", why, Map.of());
      case TOO_LARGE -> new Problem(413, "artifact-too-large", "Artifact too large", why, Map.of());
      case MISSING -> Problem.notFound(why);
      case REFUSED -> new Problem(502, "artifact-refused", "Artifact refused", why, Map.of());
    };
  }

  private Problem problem(TransferStopped stopped) {
    String why = String.valueOf(stopped.getMessage());
    return switch (stopped.reason()) {
      case TransferStopped.Cause.Gone gone -> gone(gone.why(), why);
      case TransferStopped.Cause.Later later -> {
        Duration wait = Duration.between(clock.instant(), later.until());
        yield new Problem(
            503,
            "quota-spent",
            "Quota spent",
            why,
            Map.of(),
            Map.of("Retry-After", Long.toString(Math.max(1, wait.toSeconds() + 1))));
      }
      case TransferStopped.Cause.Broken broken ->
          new Problem(502, "upstream-failed", "Upstream failed", why, Map.of());
      case TransferStopped.Cause.Changed changed ->
          new Problem(502, "upstream-failed", "Upstream failed", why, Map.of());
    };
  }
}
