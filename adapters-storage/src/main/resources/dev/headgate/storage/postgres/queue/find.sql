SELECT * FROM headgate.whole_task AS w WHERE w.id = ?
