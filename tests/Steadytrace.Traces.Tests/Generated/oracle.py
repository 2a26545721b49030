#!/usr/bin/python3
"""Counts many traces with babeltrace2 in turn: an oracle that shares nothing with the reader or the generator.

Usage: oracle.py FOLDER...   (one trace each; needs Debian's python3-bt2)
Prints per folder one line of JSON: {"trace": FOLDER, "lines": [...]} in the form of ExpectedTally (no packets, no lost packets,
no pairs), or {"trace": FOLDER, "refused": REASON} for a trace that babeltrace2 does not read.
"""
import collections
import json
import os
import sys
import bt2

UNKNOWN = "(unknown)"


def text(field):
    if isinstance(field, bt2._StringFieldConst):
        return str(field)
    raw = bytes(int(b) & 0xFF for b in field)
    return raw.split(b"\0")[0].decode("utf-8", "replace")


def member(structure, name):
    for spelled in (name, "_" + name):
        if structure is not None and spelled in structure:
            return structure[spelled]
    return None


def procname(event):
    for context in (event.common_context_field, event.specific_context_field):
        field = member(context, "procname")
        if field is not None:
            return text(field)
    return None


def cpu_of(event):
    packet = event.packet if event.stream.cls.supports_packets else None
    field = member(packet.context_field, "cpu_id") if packet is not None and packet.context_field is not None else None
    return None if field is None else (str(event.stream.trace.uuid), int(field))


def count(folder):
    counts = collections.Counter()
    current, waiting = {}, collections.defaultdict(list)

    def record(slot, name, process):
        counts[f"{slot} event {name}"] += 1
        counts[f"{slot} process {process}"] += 1

    for message in bt2.TraceCollectionMessageIterator(folder):
        if type(message) is bt2._DiscardedEventsMessageConst:
            counts["lost"] += message.count or 0
        if type(message) is not bt2._EventMessageConst:
            continue
        event, name = message.event, message.event.name
        slot = "-"
        if event.stream.cls.default_clock_class is not None:
            slot = str(message.default_clock_snapshot.ns_from_origin // 1_000_000_000)
        process = procname(event)
        cpu = cpu_of(event) if process is None else None
        if process is not None:
            record(slot, name, process)
        elif cpu is None:
            record(slot, name, UNKNOWN)
        elif name == "sched_switch":
            previous = text(member(event.payload_field, "prev_comm"))
            for early in waiting.pop(cpu, []):
                record(*early, previous)
            record(slot, name, previous)
            current[cpu] = text(member(event.payload_field, "next_comm"))
        elif cpu in current:
            record(slot, name, current[cpu])
            if name == "sched_process_exec":
                path = text(member(event.payload_field, "filename"))
                current[cpu] = os.path.basename(path).encode()[:15].decode("utf-8", "replace")
        else:
            waiting[cpu].append((slot, name))
    for pending in waiting.values():
        for early in pending:
            record(*early, UNKNOWN)
    return sorted(f"{key}: {number}" for key, number in counts.items() if number)


def answer(folder):
    try:
        return {"trace": folder, "lines": count(folder)}
    except (bt2._Error, UnicodeDecodeError) as error:
        return {"trace": folder, "refused": str(error).splitlines()[-1]}


for folder in sys.argv[1:]:
    # Some valid traces end babeltrace2 by a failed assertion: each is counted by a child.
    child = os.fork()
    if child == 0:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        print(json.dumps(answer(folder)), flush=True)
        os._exit(0)
    if os.waitpid(child, 0)[1] != 0:
        print(json.dumps({"trace": folder, "refused": "babeltrace2 crashed"}), flush=True)
