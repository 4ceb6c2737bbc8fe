package planted.untested.storage.memory;

import planted.untested.core.http.Promises;
import planted.untested.core.http.PromisesContract;

final class KeepsPromisesTest implements PromisesContract {
  @Override
  public Promises subject() {
    return new TestedPromises();
  }
}
