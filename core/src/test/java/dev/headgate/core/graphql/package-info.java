/** Tests of reading GraphQL calls. */
@NullMarked
package dev.headgate.core.graphql;

import org.jspecify.annotations.NullMarked;
