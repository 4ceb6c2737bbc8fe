package planted.cycles.core.http;

import planted.cycles.core.quota.Egg;

public final class Chicken {
  public Egg egg() {
    return new Egg();
  }
}
