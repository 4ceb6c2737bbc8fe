INSERT INTO headgate.breaker_circuit (service, force) VALUES (?, ?)
ON CONFLICT (service) DO UPDATE SET force = excluded.force
