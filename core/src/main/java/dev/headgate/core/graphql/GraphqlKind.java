package dev.headgate.core.graphql;

/** What a GraphQL call does. */
public enum GraphqlKind {
  /** Reads; may be joined with others of its like, and its answer kept. */
  QUERY,
  /** Writes. */
  MUTATION,
  /** Listens; GitHub offers none. */
  SUBSCRIPTION,
  /** Not known, since the call could not be read: it may write. */
  UNREAD
}
