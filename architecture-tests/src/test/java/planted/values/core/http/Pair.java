package planted.values.core.http;

final class Pair {
  private final String left;
  private final String right;

  Pair(String left, String right) {
    this.left = left;
    this.right = right;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Pair pair && left.equals(pair.left) && right.equals(pair.right);
  }

  @Override
  public int hashCode() {
    return 31 * left.hashCode() + right.hashCode();
  }
}
