/**
 * Small houses, each breaking the one rule it is named after: what the tests of the rules look at.
 * Beside each culprit stands a class that only looks like one.
 */
@NullMarked
package planted;

import org.jspecify.annotations.NullMarked;
