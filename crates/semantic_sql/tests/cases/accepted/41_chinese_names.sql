SELECT Platform AS "平台", MEASURE(成交额) AS 总额 FROM SHOP GROUP BY "平台"
