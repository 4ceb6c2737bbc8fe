/**
 * What a GraphQL call asks for, told before it is sent: its kind, what it will cost by GitHub's
 * documented formula, and which other calls ask the same.
 */
@NullMarked
package dev.headgate.core.graphql;

import org.jspecify.annotations.NullMarked;
