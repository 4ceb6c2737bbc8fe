SELECT * FROM headgate.replay_task(?, ?)
