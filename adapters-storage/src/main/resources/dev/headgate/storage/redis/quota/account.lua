-- KEYS: 1 account, 2 holds, 3 pause. Answers with the account.

local a = open(KEYS[1], KEYS[2])
return {at, a.limit, a.remaining, a.reset, a.reserved, rest_of(KEYS[3])}
