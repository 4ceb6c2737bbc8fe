SELECT pg_relation_size('headgate.token_bucket') / current_setting('block_size')::bigint
