#!/usr/bin/python3
"""Writes KvmHvEventBatch records as another language's library does: Debian's python3-avro, from our .avsc.

    tests/foreign/make-batches.py        # rewrites tests/traces-avro/*.bin, of each version, and the *.json beside them

The .bin files are single-object encoded; the framing and its CRC-64-AVRO fingerprint are worked out here from the
specification, on purpose not shared with the product. The .json files hold the same values for the test to compare.
"""
import io
import json
import random
import struct
from pathlib import Path

import avro.io
import avro.schema

ROOT = Path(__file__).resolve().parents[2]
PRIMITIVES = {"null", "boolean", "int", "long", "float", "double", "bytes", "string"}
EMPTY = 0xC15D213AA4D7A795


def full_name(name, namespace):
    return name if "." in name or not namespace else f"{namespace}.{name}"


def canonical(schema, namespace=""):
    """The specification's Parsing Canonical Form, as far as our schemas need it."""
    if isinstance(schema, str):
        return json.dumps(schema if schema in PRIMITIVES else full_name(schema, namespace))
    if isinstance(schema, list):
        return "[" + ",".join(canonical(branch, namespace) for branch in schema) + "]"
    kind = schema["type"]
    if kind == "array":
        return '{"type":"array","items":%s}' % canonical(schema["items"], namespace)
    if kind == "map":
        return '{"type":"map","values":%s}' % canonical(schema["values"], namespace)
    if kind not in ("record", "enum"):
        return canonical(kind, namespace)
    name = full_name(schema["name"], schema.get("namespace", namespace))
    inner = name.rpartition(".")[0]
    head = '{"name":"%s","type":"%s",' % (name, kind)
    if kind == "enum":
        return head + '"symbols":[%s]}' % ",".join(json.dumps(symbol) for symbol in schema["symbols"])
    fields = ('{"name":"%s","type":%s}' % (field["name"], canonical(field["type"], inner)) for field in schema["fields"])
    return head + '"fields":[%s]}' % ",".join(fields)


def crc64(data):
    """CRC-64-AVRO, bit by bit."""
    value = EMPTY
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = (value >> 1) ^ (EMPTY if value & 1 else 0)
    return value


def guest_exit(rng, offset, registers):
    regs = {"pc": rng.randrange(-2**63, 2**63), "msr": -0x7FFFFFFFFFFFFFFF} if registers else None
    return {"time_offset_ns": offset, "cpu": rng.randrange(176), "tid": rng.randrange(1, 1 << 22), "vcpu_id": rng.randrange(64),
            "trap": rng.choice([0x500, 0x980, 0xC00, 0xE00, 0x1234]), "ceded": rng.randrange(2), "registers": regs,
            "guest_ns": None if offset % 3 == 0 else offset * 977}


def run_core(rng, offset):
    return {"time_offset_ns": offset, "cpu": rng.randrange(176), "tid": rng.randrange(1, 1 << 22), "runner_vcpu": rng.randrange(64),
            "n_runnable": rng.randrange(9), "where": rng.choice(["Enter", "Exit"])}


def lost(rng, offset):
    return {"time_offset_ns": offset, "cpu": rng.randrange(-1, 176), "lost": rng.randrange(1 << 40)}


def batch(seed, events, registers, **header):
    rng = random.Random(seed)
    offset, items = 0, []
    for _ in range(events):
        item = rng.choices([lambda: guest_exit(rng, offset, registers), lambda: run_core(rng, offset), lambda: lost(rng, offset)],
                           weights=[6, 3, 1])[0]()
        items.append(item)
        offset += rng.randrange(50_000)
    return {"host": "power8-a", "source": "trace-1", "tgid": 4711, "first_sequence": 0, "base_time_ns": 1_234_567_890_123,
            "wall_clock_offset_ns": None, "events": items, "end_of_source": False, "vm": None, **header}


BATCHES = {
    "plain": batch(1, 200, registers=False),
    "registers": batch(2, 40, registers=True, first_sequence=200, wall_clock_offset_ns=1_790_000_000_000_000_000, vm="web 主机"),
    "end-of-source": batch(3, 0, registers=False, host="hôte-主机", source="", first_sequence=2**63 - 1, base_time_ns=-5, end_of_source=True),
}


def names(schema):
    """The names of all fields."""
    if isinstance(schema, dict):
        for field in schema.get("fields", []):
            yield field["name"]
            yield from names(field["type"])
        yield from names(schema.get("items"))
        yield from names(schema["type"])
    elif isinstance(schema, list):
        for branch in schema:
            yield from names(branch)


def only(known, value):
    """The value without fields that an older version lacks."""
    if isinstance(value, dict):
        return {name: only(known, field) for name, field in value.items() if name in known}
    return [only(known, item) for item in value] if isinstance(value, list) else value


def main():
    for version, suffix in (("KvmHvEventBatch", ""), ("released/KvmHvEventBatch.v2", ".v2"), ("released/KvmHvEventBatch.v1", ".v1")):
        write((ROOT / "schemas" / f"{version}.avsc").read_text(), suffix)


def write(text, suffix):
    prefix = b"\xc3\x01" + struct.pack("<Q", crc64(canonical(json.loads(text)).encode()))
    writer = avro.io.DatumWriter(avro.schema.parse(text))
    known = set(names(json.loads(text)))
    for name, value in BATCHES.items():
        body = io.BytesIO()
        writer.write(only(known, value), avro.io.BinaryEncoder(body))
        out = ROOT / "tests" / "traces-avro"
        (out / f"{name}{suffix}.bin").write_bytes(prefix + body.getvalue())
        (out / f"{name}.json").write_text(json.dumps(value, ensure_ascii=False) + "\n", encoding="utf-8")
        print(f"{name}{suffix}: {len(value['events'])} events, {len(body.getvalue())} bytes")


if __name__ == "__main__":
    main()
