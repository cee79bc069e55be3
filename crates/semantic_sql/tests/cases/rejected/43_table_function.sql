SELECT a FROM read_csv('secret.csv')
