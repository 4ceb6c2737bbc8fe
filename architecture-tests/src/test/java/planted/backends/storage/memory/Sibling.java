package planted.backends.storage.memory;

import planted.backends.storage.redis.Shelf;

final class Sibling {
  Shelf shelf() {
    return new Shelf();
  }
}
