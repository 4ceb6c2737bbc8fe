SELECT * FROM headgate.quota_accounts(?, ?, ?)
