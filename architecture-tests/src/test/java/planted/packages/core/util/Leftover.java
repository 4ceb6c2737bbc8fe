package planted.packages.core.util;

final class Leftover {}
