package planted.values.core.http;

record Point(int x, int y) {
  @Override
  public boolean equals(Object other) {
    return other instanceof Point point && x == point.x && y == point.y;
  }

  @Override
  public int hashCode() {
    return 31 * x + y;
  }
}
