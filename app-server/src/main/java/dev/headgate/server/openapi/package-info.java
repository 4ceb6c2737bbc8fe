/** What Headgate's own endpoints are, for machines: an OpenAPI document made from their routes. */
@NullMarked
package dev.headgate.server.openapi;

import org.jspecify.annotations.NullMarked;
