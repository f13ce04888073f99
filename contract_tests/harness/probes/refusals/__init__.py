"""What has to be refused, the same every night: credentials, accounts, parameters, ids that nobody has."""
