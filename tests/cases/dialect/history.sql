-- A relationship that holds for a time: the contract of the day, never a row per contract.

== valid a total is not multiplied by the contracts
-- layer history.yaml
SELECT MEASURE(taken), MEASURE(takings_cnt) FROM deals
--- equals
SELECT SUM(amount), COUNT(*) FROM f_taking

== valid the contract of the day
-- layer history.yaml
-- either
SELECT agency, MEASURE(taken), MEASURE(takings_cnt) FROM deals GROUP BY 1
--- equals
SELECT * FROM (VALUES ('乙社', 20.00, 1), ('甲社', 4001.00, 2), (NULL, 7650300.00, 4)) t

== valid a filter on the contract
-- layer history.yaml
-- either
SELECT MEASURE(taken) FROM deals WHERE agency = '甲社'
--- equals
SELECT 4001.00

== valid without a contract
-- layer history.yaml
-- either
SELECT MEASURE(taken) FROM deals WHERE agency IS NULL
--- equals
SELECT 7650300.00
