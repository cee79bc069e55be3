SELECT a FROM 'secret.csv'
