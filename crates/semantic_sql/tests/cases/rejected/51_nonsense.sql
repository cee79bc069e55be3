how much did we sell
