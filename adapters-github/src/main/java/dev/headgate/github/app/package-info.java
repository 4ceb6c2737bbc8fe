/** A GitHub App: its key, its signed tokens, and the installation tokens minted for it. */
@NullMarked
package dev.headgate.github.app;

import org.jspecify.annotations.NullMarked;
