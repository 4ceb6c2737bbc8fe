SELECT * FROM headgate.cancel_task(?, ?, ?)
