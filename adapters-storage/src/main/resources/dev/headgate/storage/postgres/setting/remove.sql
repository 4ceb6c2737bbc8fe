SELECT headgate.remove_setting(:name)
