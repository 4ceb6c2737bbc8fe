package planted.cycles.core.quota;

import planted.cycles.core.http.Chicken;

public final class Egg {
  public Chicken chicken() {
    return new Chicken();
  }
}
