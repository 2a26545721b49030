#!/usr/bin/env python3
"""Takes the names of all but ordinary programs and kernel threads out of a recorded sample, and packs it: pack.py FOLDER ZIP"""
import json, os, re, struct, sys, zipfile

PROGRAMS = set("sh find sort gzip dd sha256sum sleep grep cat wc mktemp rm".split())
KERNEL = re.compile(r"(swapper|kworker|ksoftirqd|migration|cpuhp|idle_inject|irq|jbd2|kswapd|ext4|rcu\w*|k[a-z]+d)([/_0-9:].*)?$")
OTHER = b"program"


def allowed(name):
    return name in PROGRAMS or bool(KERNEL.match(name))


def names_of(formats):
    """Offsets of the names in each event's records, by id, and of its __data_loc strings."""
    table = {}
    for one in formats:
        text = one["format"]
        fields = re.findall(r"field:(.*?);\s*offset:(\d+);\s*size:(\d+);", text)
        comms = [int(at) for what, at, size in fields if re.search(r"comm\[", what) and size == "16"]
        strings = [int(at) for what, at, _ in fields if what.startswith("__data_loc char[]") and "comm" in what]
        table[int(re.search(r"ID: (\d+)", text)[1])] = comms, strings
    return table


def scrub(data, page_bytes, table, seen):
    data = bytearray(data)
    for page in range(0, len(data), page_bytes):
        at = page + 16
        end = at + (struct.unpack_from("<I", data, page + 8)[0] & 0x7FFFFFF)
        data[end:page + page_bytes] = bytes(page + page_bytes - end) if not struct.unpack_from("<I", data, page + 8)[0] >> 30 else data[end:page + page_bytes]
        while at < end:
            head, = struct.unpack_from("<I", data, at)
            kind = head & 31
            if kind in (30, 31):
                at += 8
                continue
            if kind == 29 and head >> 5 == 0:
                break
            second, = struct.unpack_from("<I", data, at + 4)
            payload, size = (at + 4, 4 + kind * 4) if 1 <= kind <= 28 else (at + 8, 4 + second)
            if kind == 29:
                data[at + 8:at + size] = bytes(size - 8)
            else:
                event, = struct.unpack_from("<H", data, payload)
                seen.add(struct.unpack_from("<i", data, payload + 4)[0])
                comms, strings = table.get(event, ((), ()))
                places = [(payload + comm, 16) for comm in comms]
                for place in strings:
                    where, = struct.unpack_from("<I", data, payload + place)
                    places.append((payload + (where & 0xFFFF), where >> 16))
                for start, length in places:
                    name = bytes(data[start:start + length]).split(b"\0")[0].decode("latin1")
                    data[start:start + length] = (name.encode("latin1") if allowed(name) else OTHER[:length - 1]).ljust(length, b"\0")
            at += size
    return bytes(data)


def main(folder, target):
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        def put(name, data):
            # One date for all: the same recording gives the same file.
            info = zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(info, data)

        put("chunks.json", open(os.path.join(folder, "chunks.json"), "rb").read())
        for chunk in sorted(name for name in os.listdir(folder) if name.isdigit()):
            read = lambda name: open(os.path.join(folder, chunk, name), "rb").read()
            description = json.loads(read("ftrace.json"))
            table, seen = names_of(description["events"]), set()
            for name in sorted(os.listdir(os.path.join(folder, chunk))):
                if name.endswith(".pages"):
                    put(f"{chunk}/{name}", scrub(read(name), description["pageBytes"], table, seen))
            known = {int(pid): name for pid, name in (line.split(" ", 1) for line in read("names").decode("latin1").splitlines())}
            # Threads that only woke one of ours, and began after the chunk did, are named nowhere.
            put(f"{chunk}/names", "".join(f"{pid} {known[pid] if allowed(known.get(pid, '')) else OTHER.decode()}\n" for pid in sorted(seen - {0})))
            put(f"{chunk}/ftrace.json", read("ftrace.json"))
            put(f"{chunk}/counters", read("counters"))


main(*sys.argv[1:])
