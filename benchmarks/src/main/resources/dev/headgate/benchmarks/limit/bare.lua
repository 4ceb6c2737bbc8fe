-- Does nothing: what a script costs at the least.

return {1}
