SELECT headgate.write_setting(:name, :text, :expected)
