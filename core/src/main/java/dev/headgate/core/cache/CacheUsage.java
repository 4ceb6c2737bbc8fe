package dev.headgate.core.cache;

/**
 * How full a cache is.
 *
 * @param resources how many resources it knows
 * @param bytes about how many bytes they take
 * @param evicted how many were forgotten for want of room since the start
 */
public record CacheUsage(long resources, long bytes, long evicted) {}
