"""As kafkajs.mjs, in Python: pip install kafka-python 'psycopg[binary]'. With confluent-kafka the loop is the same."""

import json
import os
import pathlib
import signal
import urllib.request

import psycopg
from kafka import KafkaConsumer

TOPIC = os.environ.get("TOPIC", "rapport.interactions.v1")
# Changes no row where the partition is past it already: the record was taken.
NEXT = """
  insert into reached as r (topic, partition, next) values (%s, %s, %s)
  on conflict (topic, partition) do update set next = excluded.next where r.next < excluded.next"""
# Writes no row where the event was taken.
TAKE = "insert into taken (source, id) values (%s, %s) on conflict do nothing"
# The effect.
SOLD = """
  insert into sold as s (currency, orders, amount) values (%s, 1, %s)
  on conflict (currency) do update set orders = s.orders + 1, amount = s.amount + excluded.amount"""


def event_of(headers, value):
    """The data of an event; one that was too large for the topic is asked of the API."""
    if "claimcheck" not in headers:
        return json.loads(value)
    request = urllib.request.Request(
        os.environ["RAPPORT_URL"] + headers["claimcheck"],
        headers={"authorization": "Bearer " + os.environ["RAPPORT_KEY"]},
    )
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)["events"][0]["data"]


def take(db, record):
    """Effect, id and place in one transaction: all of it, or nothing."""
    headers = {name: value.decode() for name, value in record.headers}
    with db.transaction():
        if db.execute(NEXT, (record.topic, record.partition, record.offset + 1)).rowcount == 0:
            return
        if not headers["ce_type"].startswith("io.rapport.purchase-made."):
            return
        if db.execute(TAKE, (headers["ce_source"], headers["ce_id"])).rowcount == 0:
            return
        data = event_of(headers, record.value)
        db.execute(SOLD, (data["currency"], data["amount"]))


def main():
    stopping = []
    signal.signal(signal.SIGTERM, lambda *_: stopping.append(True))
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as db:
        db.execute(pathlib.Path(__file__).with_name("tables.sql").read_text())
        consumer = KafkaConsumer(
            TOPIC,
            bootstrap_servers=os.environ["KAFKA_BROKERS"].split(","),
            group_id=os.environ.get("GROUP", "examples.sold"),
            auto_offset_reset="earliest",
            enable_auto_commit=False,
        )
        while not stopping:
            for records in consumer.poll(timeout_ms=500).values():
                for record in records:
                    take(db, record)
                consumer.commit()
        consumer.close()


if __name__ == "__main__":
    main()
