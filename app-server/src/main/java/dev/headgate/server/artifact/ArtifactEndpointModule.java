package dev.headgate.server.artifact;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import com.google.inject.multibindings.ProvidesIntoSet;
import dev.headgate.core.blob.BlobStore;
import dev.headgate.github.artifact.ArtifactDownloads;
import dev.headgate.runtime.task.artifact.GatewayCalls;
import dev.headgate.server.endpoint.EndpointGroup;
import java.time.InstantSource;

/** Artifacts over HTTP. */
public final class ArtifactEndpointModule extends AbstractModule {
  @Provides
  @Singleton
  static BlobAnswers blobAnswers(BlobStore blobs, InstantSource clock) {
    return new BlobAnswers(blobs, clock);
  }

  @ProvidesIntoSet
  @Singleton
  static EndpointGroup endpoints(
      ArtifactDownloads downloads, GatewayCalls calls, InstantSource clock) {
    return new ArtifactEndpoints(downloads, calls, clock);
  }
}
