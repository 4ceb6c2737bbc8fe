package planted.contracts.storage.memory;

import planted.contracts.core.http.Contracted;
import planted.contracts.core.http.Part;
import planted.contracts.core.http.Uncontracted;

final class MemoryEverything implements Uncontracted, Contracted, Part {
  @Override
  public Part part() {
    return this;
  }
}
