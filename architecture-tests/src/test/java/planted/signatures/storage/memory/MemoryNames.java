package planted.signatures.storage.memory;

import com.google.common.collect.ImmutableList;
import planted.signatures.core.http.Leaky;
import planted.signatures.core.http.Tight;

final class MemoryNames implements Leaky, Tight {
  @Override
  public ImmutableList<String> names() {
    return ImmutableList.of();
  }
}
