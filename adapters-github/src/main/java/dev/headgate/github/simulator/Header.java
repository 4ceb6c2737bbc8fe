package dev.headgate.github.simulator;

/** One header line. */
record Header(String name, String value) {}
