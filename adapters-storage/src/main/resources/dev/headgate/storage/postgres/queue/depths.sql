SELECT * FROM headgate.task_depths(?)
