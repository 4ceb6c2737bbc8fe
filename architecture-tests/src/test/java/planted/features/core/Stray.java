package planted.features.core;

final class Stray {}
