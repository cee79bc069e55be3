SELECT platform INTO t FROM shop
