"""The whole platform on one machine: PostgreSQL, Kafka, a mail box, the five services, and who watches over them."""
