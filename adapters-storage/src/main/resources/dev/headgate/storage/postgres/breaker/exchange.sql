SELECT service, version, state, openings, open_for, time_left, told, probes, successes, force,
  healthy, failing, processes, granted
FROM headgate.exchange_breakers(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
