package planted.packages.core.http;

final class Placed {}
