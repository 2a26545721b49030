#!/usr/bin/python3
"""Adds up how long processes ran in kernel traces, from what babeltrace2 reads: an oracle that shares nothing with the reader.

Usage: oracle.py TRACE...   (needs Debian's python3-bt2)
Prints one JSON object per trace, one a line: {"total": {process: ns}, "lost": ns, "seconds": {second: {process: ns}}}.

Each CPU's packets are written down first: first and last event, loss, and each change of the thread that runs. Then its time is
painted: a list of (from, until, process), without a hole but where events were lost.
"""
import collections
import json
import os
import sys
import bt2

SECOND = 1_000_000_000


def text(field):
    if isinstance(field, bt2._StringFieldConst):
        return str(field)
    return bytes(int(b) & 0xFF for b in field).split(b"\0")[0].decode("utf-8", "replace")


def member(structure, name):
    return structure[name] if name in structure else structure["_" + name]


class Packet:
    def __init__(self, lossy):
        self.first, self.last, self.lossy, self.changes = None, None, lossy, []


def packets_by_cpu(trace):
    cpus, lossy, current = collections.defaultdict(list), set(), {}
    for message in bt2.TraceCollectionMessageIterator(trace):
        kind = type(message)
        if kind in (bt2._DiscardedEventsMessageConst, bt2._DiscardedPacketsMessageConst):
            # Before a stream's first packet there is one without a number: nobody knows since when its counter counts.
            if message.count:
                lossy.add((message.stream.cls.id, message.stream.id))
        elif kind is bt2._PacketBeginningMessageConst:
            stream = message.packet.stream
            key = (stream.cls.id, stream.id)
            current[key] = Packet(key in lossy)
            lossy.discard(key)
            cpus[int(message.packet.context_field["cpu_id"])].append(current[key])
        elif kind is bt2._EventMessageConst:
            event, time = message.event, message.default_clock_snapshot.ns_from_origin
            packet = current[(event.stream.cls.id, event.stream.id)]
            packet.first, packet.last = packet.first or time, time
            if event.name == "sched_switch":
                payload = event.payload_field
                packet.changes.append((time, text(member(payload, "prev_comm")), text(member(payload, "next_comm"))))
            elif event.name == "sched_process_exec":
                name = os.path.basename(text(member(event.payload_field, "filename"))).encode()[:15].decode("utf-8", "replace")
                packet.changes.append((time, None, name))
    return cpus


def paint(packets):
    """From packets to (from, until, process); process None where events were lost."""
    stretches = []  # without loss, from the first event on: [begin, end, changes]
    fresh = True
    for packet in packets:
        fresh = fresh or packet.lossy
        if fresh and packet.first is not None:
            stretches.append([packet.first, packet.first, []])
            fresh = False
        if packet.last is not None:
            stretches[-1][1] = packet.last
            stretches[-1][2] += packet.changes
        fresh = fresh or packet.lossy
    painted = []
    for number, (begin, end, changes) in enumerate(stretches):
        if number:
            painted.append((stretches[number - 1][1], begin, None))
        first = next((i for i, change in enumerate(changes) if change[1] is not None), None)
        if first is None:
            painted.append((begin, end, "(unknown)"))
            continue
        at, process = begin, changes[first][1]
        for time, previous, following in changes[first:]:
            painted.append((at, time, process))
            at, process = time, following
        painted.append((at, end, process))
    return painted


def answer(trace):
    total, seconds, lost = collections.Counter(), collections.defaultdict(collections.Counter), 0
    for packets in packets_by_cpu(trace).values():
        for begin, end, process in paint(packets):
            if process is None:
                lost += max(end - begin, 0)
                continue
            while begin < end:
                border = min(end, (begin // SECOND + 1) * SECOND)
                total[process] += border - begin
                seconds[begin // SECOND][process] += border - begin
                begin = border
    return {"total": total, "lost": lost, "seconds": seconds}


for trace in sys.argv[1:]:
    print(json.dumps(answer(trace)), flush=True)
