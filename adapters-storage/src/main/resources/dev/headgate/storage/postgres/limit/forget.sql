SELECT headgate.forget(?, ?)
