package dev.headgate.core.cache;

class ModelSharedCacheTest implements ResponseCacheContract, SharedResponseCacheContract {
  private final ModelSharedCache cache = new ModelSharedCache();

  @Override
  public ResponseCache responseCache() {
    return cache;
  }

  @Override
  public SharedResponseCache sharedResponseCache() {
    return cache;
  }
}
