SELECT headgate.task_position(?, ?, ?, ?)
