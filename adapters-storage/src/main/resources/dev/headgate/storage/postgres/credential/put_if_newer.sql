SELECT headgate.put_access_token(:host, :app, :installation, :sealed, :issued, :ends)
