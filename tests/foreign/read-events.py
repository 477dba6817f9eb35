#!/usr/bin/python3
"""Prints the items of kvm-hv-events as a consumer finds them that shares no code with us: kcat fetches, Debian's python3-avro
decodes, by the .avsc in schemas/released whose fingerprint the record has, or, in the Confluent framing, by what the schema registry has
under the record's id.

    tests/foreign/read-events.py BOOTSTRAP_SERVERS TOPIC [REGISTRY_URL]

A line an item, tab-separated: key, tgid, sequence, time_ns, kind, and the kind's fields in the schema's order (guest_ns: - for null); then a line
"end", key, tgid where the batch ends its source.
"""
import importlib.util
import io
import json
import struct
import subprocess
import sys
import urllib.request
from pathlib import Path

import avro.io
import avro.schema

ROOT = Path(__file__).resolve().parents[2]
SCHEMAS = (ROOT / "schemas" / "released").glob("KvmHvEventBatch.v*.avsc")
FIELDS = {"GuestExit": ["cpu", "tid", "vcpu_id", "trap", "ceded", "guest_ns"], "RunCore": ["cpu", "tid", "runner_vcpu", "n_runnable", "where"],
          "Lost": ["cpu", "lost"]}


def make_batches():
    """The specification's fingerprint, as the script beside this one works it out."""
    spec = importlib.util.spec_from_file_location("make_batches", Path(__file__).with_name("make-batches.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def records(servers, topic):
    """Key and value of each record, to the topic's end: %K and %S are their lengths."""
    out = subprocess.run(["kcat", "-C", "-q", "-e", "-b", servers, "-t", topic, "-o", "beginning", "-f", "%K %S\n%k%s"],
                         check=True, stdout=subprocess.PIPE, timeout=60).stdout
    at = 0
    while at < len(out):
        line = out.index(b"\n", at)
        key, value = (int(length) for length in out[at:line].split())
        at = line + 1
        yield out[at:at + key].decode(), out[at + key:at + key + value]
        at += key + value


class Decoder:
    def __init__(self, registry):
        module = make_batches()
        self.released = {}
        for text in (path.read_text() for path in SCHEMAS):
            fingerprint = module.crc64(module.canonical(json.loads(text)).encode())
            self.released[b"\xc3\x01" + struct.pack("<Q", fingerprint)] = avro.schema.parse(text)
        self.registry, self.writers = registry, {}

    def decode(self, value):
        if self.registry is None:
            if value[:10] not in self.released:
                raise SystemExit(f"not a single object of a released schema: {value[:10].hex()}")
            return self.read(self.released[value[:10]], value[10:])
        magic, schema_id = struct.unpack(">bI", value[:5])
        if magic != 0:
            raise SystemExit(f"not the Confluent framing: {value[:5].hex()}")
        return self.read(self.writer(schema_id), value[5:])

    def writer(self, schema_id):
        if schema_id not in self.writers:
            with urllib.request.urlopen(f"{self.registry}/schemas/ids/{schema_id}", timeout=30) as answer:
                self.writers[schema_id] = avro.schema.parse(json.load(answer)["schema"])
        return self.writers[schema_id]

    @staticmethod
    def read(schema, body):
        stream = io.BytesIO(body)
        batch = avro.io.DatumReader(schema).read(avro.io.BinaryDecoder(stream))
        if stream.read(1):
            raise SystemExit("bytes behind the record")
        return batch


def kind(item):
    return "GuestExit" if "trap" in item else "RunCore" if "where" in item else "Lost"


def main():
    servers, topic = sys.argv[1:3]
    decoder = Decoder(sys.argv[3] if len(sys.argv) > 3 else None)
    for key, value in records(servers, topic):
        batch = decoder.decode(value)
        for number, item in enumerate(batch["events"]):
            fields = ["-" if item.get(field) is None else str(item[field]) for field in FIELDS[kind(item)]]
            print(key, batch["tgid"], batch["first_sequence"] + number, batch["base_time_ns"] + item["time_offset_ns"], kind(item), *fields, sep="\t")
        if batch["end_of_source"]:
            print("end", key, batch["tgid"], sep="\t")


if __name__ == "__main__":
    main()
