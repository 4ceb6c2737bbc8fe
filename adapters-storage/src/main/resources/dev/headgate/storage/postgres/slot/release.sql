SELECT headgate.release_slots(?, ?, ?)
