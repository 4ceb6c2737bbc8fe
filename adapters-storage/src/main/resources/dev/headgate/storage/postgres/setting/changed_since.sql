SELECT v.version AS whole, s.name, s.text, s.version
FROM headgate.setting_version AS v
LEFT JOIN headgate.shared_setting AS s ON true
WHERE :version = 0 OR v.version <> :version
