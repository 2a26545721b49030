#!/usr/bin/env bash
# Shows that the fuzzer finds what it is made for: removes a check from a copy of the sources, one at a time, and fuzzes the copy.
# tests/fuzz-mutants.sh [NAME...]; exit code 1 when a removed check was not missed. About a minute for each with nothing else on the machine; a case
# that hangs ends its fuzzer after two.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly cases=40000

# name | kind | file below src/Steadytrace.Traces | text | what stands in its place
mutants() {
    cat << 'END'
walker-skip|stream|Ctf/Checked/BitCursor.cs|if (bits > Left) throw|if (bits > Left + 64) throw
content-larger-than-packet|stream|Ctf/Packets/PacketReader.cs|if (content > whole) throw|if (content > whole + 4096) throw
plan-known-ids|stream|Ctf/Plan/LoopEmitter.cs|Constant((ulong)_shape.Ids);|Constant((ulong)_shape.Ids + 1000000);
plan-header-need|stream|Ctf/Plan/LoopEmitter.Header.cs|if (!isChecked && path.Need > 0) Check(path.Need);|
plan-elements-left|stream|Ctf/Plan/LoopEmitter.Steps.cs|_il.Emit(OpCodes.Bgt, _leave);|_il.Emit(OpCodes.Pop); _il.Emit(OpCodes.Pop);
plan-text-bytes|stream|Ctf/Plan/LoopEmitter.Steps.cs|Check(1);|Check(0);
ftrace-record-length|ftrace-page|Ftrace/PageWalk.cs|if (length > left) return ((int)(at - begin), $"a record|if (length > left + 65536) return ((int)(at - begin), $"a record
ftrace-format-place|ftrace-text|Ftrace/PageWalk.cs|if (payloadBytes < slot.MinimumBytes)|if (payloadBytes + 65536 < slot.MinimumBytes)
sequence-length|stream|Ctf/Checked/FieldValues.cs|if (++_emptyElements > MaximumEmptyElements) throw|if (_emptyElements < 0) throw
END
}

copy=$(mktemp --directory --tmpdir steadytrace-mutants-XXXXXX)
trap 'rm -rf "$copy"' EXIT

prepare() {
    cp Directory.*.props global.json Actors.sln .editorconfig "$copy"
    mkdir -p "$copy/src" "$copy/tests"
    cp -r src/Steadytrace.Traces "$copy/src"
    mkdir "$copy/tests/Steadytrace.Testing"
    cp tests/Steadytrace.Testing/TraceDatBuilder.cs "$copy/tests/Steadytrace.Testing"
    cp -r tests/Steadytrace.Fuzz tests/Steadytrace.Traces.Generated tests/fuzz.sh tests/Directory.Build.props "$copy/tests"
    find "$copy" -type d \( -name bin -o -name obj \) -prune -exec rm -rf {} +
}

prepare
missed=0
while IFS='|' read -r name kind file text instead; do
    if (($# > 0)) && [[ " $* " != *" $name "* ]]; then continue; fi
    python3 - "$copy/src/Steadytrace.Traces/$file" "$text" "$instead" << 'END'
import sys
path, text, instead = sys.argv[1:]
source = open(path).read()
if text not in source:
    sys.exit(f"{path}: '{text}' is not in it")
open(path, "w").write(source.replace(text, instead, 1))
END
    log=$copy/log exit=0
    "$copy/tests/fuzz.sh" "$kind" --cases "$cases" > "$log" 2>&1 || exit=$?
    cp "src/Steadytrace.Traces/$file" "$copy/src/Steadytrace.Traces/$file"
    if ((exit == 1)) && grep -q '^finding' "$log"; then
        echo "$name: found ($(grep -m1 '^finding' "$log" | cut -c1-160))"
    else
        echo "$name: NOT FOUND (exit code $exit)"
        tail -5 "$log"
        missed=1
    fi
done < <(mutants)
exit "$missed"
