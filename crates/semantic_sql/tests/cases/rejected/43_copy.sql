COPY shop TO 'out.csv'
