-- Semantic SQL that must be refused: `== code name`.

== E_NO_PATH 9 a header metric by a line dimension
SELECT category, MEASURE(shipping_fee) FROM shop GROUP BY 1

== E_AMBIGUOUS_PATH 10 two ways
SELECT staff_name, MEASURE(order_count) FROM shop GROUP BY 1

== E_NOT_ALLOWED 20 an aggregate over a metric
SELECT platform, SUM(MEASURE(aov)) FROM shop GROUP BY 1

== E_NO_PATH 29 a filter that one fact cannot reach
SELECT platform, MEASURE(gmv), MEASURE(watch_seconds) FROM shop WHERE status = 'paid' GROUP BY 1

== E_AGGREGATE_IN_WHERE 31 a metric in WHERE
SELECT platform, MEASURE(gmv) FROM shop WHERE MEASURE(gmv) > 100 GROUP BY 1

== E_UNSAFE_REAGGREGATION 34 a share of a distinct count
SELECT platform, MEASURE(buyers) / SUM(MEASURE(buyers)) OVER () AS share FROM shop GROUP BY 1

== E_NO_PATH 45 no shared dimension
SELECT product, MEASURE(comment_count) FROM shop GROUP BY 1

== E3013_NO_STITCHING_DIMENSION 45 no shared dimension of two facts
SELECT product, MEASURE(gmv), MEASURE(comment_count) FROM shop GROUP BY 1

== E_NO_PATH 46 too fine a grain
SELECT room, MEASURE(spend) FROM shop GROUP BY 1
