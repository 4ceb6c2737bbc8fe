-- What the scripts that read entries begin with.

-- The number and the texts of each entry, in their order.
local function tell(entries)
  local told = {}
  for _, entry in ipairs(entries) do
    local texts = {}
    for i = 1, #entry[2], 2 do
      texts[entry[2][i]] = entry[2][i + 1]
    end
    told[#told + 1] = string.match(entry[1], '^%d+')
    for _, name in ipairs({ 't', 'w', 'a', 's', 'o', 'r', 'p', 'h' }) do
      told[#told + 1] = texts[name] or ''
    end
  end
  return told
end
