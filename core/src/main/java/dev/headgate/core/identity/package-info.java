/** Who is asking: credentials, their fingerprints, and how secrets are kept out of sight. */
@NullMarked
package dev.headgate.core.identity;

import org.jspecify.annotations.NullMarked;
