package planted.adapters.github;

import planted.adapters.storage.memory.Shelf;

final class Neighbour {
  Shelf shelf() {
    return new Shelf();
  }
}
