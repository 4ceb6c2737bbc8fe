-- Answers with what the server says of how it keeps its data and of its memory.

return {redis.call('INFO', 'persistence'), redis.call('INFO', 'memory')}
