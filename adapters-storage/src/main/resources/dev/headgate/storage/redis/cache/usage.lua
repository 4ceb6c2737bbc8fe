return {
  redis.call('HLEN', entries), redis.call('GET', total) or '0',
  redis.call('GET', base .. 'evicted') or '0'}
