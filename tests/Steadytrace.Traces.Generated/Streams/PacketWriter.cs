using Steadytrace.Traces.Generated.Fields;

namespace Steadytrace.Traces.Generated.Streams;

/// <summary>Writes the packets of one stream, and notes what counting them must yield.</summary>
public sealed class PacketWriter
{
    private static readonly string[] Names = ["bash", "kworker/0:1", "", "a", "exactly-15-byte", "naïve", "x y", "systemd"];
    private static readonly string[] LongNames = ["exactly-16-bytes", "sixteen-letters-A", "sixteen-letters-B"];

    private readonly TraceModel _trace;
    private readonly StreamModel _stream;
    private readonly GeneratedTrace _into;
    private readonly GeneratorOptions _options;
    private readonly Chance _chance;
    private readonly ValueWriter _values;
    private readonly string _identity;
    private readonly StreamState _state;
    private readonly ulong _lane, _lanes, _cpu, _instance;
    private string _running = "idle";
    private ulong _clock;
    private ulong? _lastBegin, _lastDiscarded, _lastSequence;

    /// <param name="trace">What the metadata says.</param>
    /// <param name="stream">The stream's class.</param>
    /// <param name="place">Its identity, CPU and instance, and its lane among all streams of the trace: no two streams have an event at the same time.</param>
    /// <param name="into">Takes the counts.</param>
    /// <param name="chance">Random numbers.</param>
    /// <param name="options">Limits.</param>
    public PacketWriter(TraceModel trace, StreamModel stream, (string Identity, ulong Cpu, ulong Instance, int Lane, int Lanes) place, GeneratedTrace into, Chance chance, GeneratorOptions options)
    {
        (_trace, _stream, _into, _chance, _options, _state) = (trace, stream, into, chance, options, trace.State);
        (_identity, _cpu, _instance, _lane, _lanes) = (place.Identity, place.Cpu, place.Instance, (ulong)place.Lane, (ulong)place.Lanes);
        _values = new ValueWriter(chance, into.Constructs, trace.BigEndian);
        _clock = stream.HasBegin || stream.StampBits == 64 ? chance.Bits() >> chance.Between(24, 50) : 0;
    }

    /// <summary>Packets whose sizes are not told fill their file.</summary>
    public bool TellsSizes => _stream.Special.ContainsKey("packet_size") || _stream.Special.ContainsKey("content_size");

    /// <summary>The next packets of the stream, for a file of their own.</summary>
    /// <param name="packets">How many.</param>
    /// <param name="index">Takes an entry per packet, as LTTng's index has it.</param>
    /// <param name="lengths">Takes the places of the lengths of sequences.</param>
    public byte[] Write(int packets, List<IndexEntry> index, List<NumberPlace> lengths)
    {
        var file = new List<byte>();
        for (var i = 0; i < packets; i++)
        {
            var begin = file.Count * 8L;
            file.AddRange(Packet(file.Count, index));
            lengths.AddRange(_values.Lengths.Select(length => length with { Bit = length.Bit + begin }));
        }

        return [.. file];
    }

    /// <summary>A file without an instance id is a stream of its own: nothing is known of what was before.</summary>
    public void ForgetLoss() => (_lastDiscarded, _lastSequence) = (null, null);

    private byte[] Packet(long offset, List<IndexEntry> index)
    {
        if (_stream.HasBegin) Begin();
        Prepare();
        var begin = _clock;
        _values.BeginPacket();
        Scope(_trace.PacketHeader);
        Scope(_stream.PacketContext);
        var events = _chance.Percent(10) && TellsSizes ? 0 : _chance.Between(1, _options.MaximumEvents);
        _into.Constructs.NoteIf(events == 0, Construct.PacketEmpty);
        for (var i = 0; i < events; i++) Event();

        if (_trace.IsBytewise && _values.Bits.At % 8 != 0) throw new InvalidOperationException("a field of a bytewise trace ended inside a byte");
        var content = (ulong)_values.Bits.At;
        var both = _stream.Special.ContainsKey("packet_size") && _stream.Special.ContainsKey("content_size");
        _into.Constructs.NoteIf(content % 8 != 0, Construct.PacketContentInsideByte);
        _values.Bits.Align(8, _chance);
        if (both && _chance.Percent(40))
        {
            for (var left = _chance.Between(1, 40); left > 0; left--) _values.Bits.Bytes([(byte)_chance.Bits()]);
            _into.Constructs.Note(Construct.PacketPadding);
        }

        var whole = (ulong)_values.Bits.At;
        Patch("packet_size", whole);
        Patch("content_size", content);
        Patch("timestamp_end", _clock);
        index.Add(new IndexEntry(offset, whole, content, begin, _clock, _state.Discarded, _stream.Id, _instance, _state.Sequence));
        return _values.Bits.ToArray();
    }

    // babeltrace2 2.0.4 turns packets of one begin around where it puts several files together.
    private void Begin()
    {
        do Advance(63);
        while (_options.IsForBabeltrace && _clock == _lastBegin);
        _lastBegin = _clock;
    }

    // What the packet says of itself, and the loss that this means.
    private void Prepare()
    {
        (_state.StreamId, _state.Instance, _state.Cpu, _state.Begin) = (_stream.Id, _instance, _cpu, _clock);
        long lost = 0, lostPackets = 0;
        if (_stream.Special.TryGetValue("events_discarded", out var field))
        {
            var bits = field.Type is IntegerType integer ? integer.Size : 64;
            var mask = bits == 64 ? ulong.MaxValue : (1UL << bits) - 1;
            var next = _lastDiscarded is not { } last ? _chance.Number(Math.Min(bits, 60)) : (last + (_chance.Percent(50) ? (ulong)_chance.Below(100) : 0)) & mask;
            if (_lastDiscarded is { } before)
            {
                // babeltrace2 2.0.4 subtracts counters of any size as if they had 64 bits.
                if (_options.IsForBabeltrace && next < before) next = before;
                lost = (long)((next - before) & mask);
                _into.Constructs.NoteIf(lost > 0, Construct.DiscardedEvents);
                _into.Constructs.NoteIf(next < before, Construct.DiscardedCounterWrap);
            }

            _lastDiscarded = _state.Discarded = next;
        }

        if (_stream.Special.ContainsKey("packet_seq_num"))
        {
            var next = _lastSequence is { } last ? last + 1 + (ulong)(_chance.Percent(30) ? _chance.Below(4) : 0) : (ulong)_chance.Below(1000);
            if (_lastSequence is { } before) lostPackets = (long)(next - before - 1);
            _into.Constructs.NoteIf(lostPackets > 0, Construct.PacketSequenceHole);
            _lastSequence = _state.Sequence = next;
        }

        _into.Expected.AddPacket(_stream is { HasBegin: true, Clock: { } clock } ? clock.SecondOf(_clock) : null, lost, lostPackets);
    }

    private void Event()
    {
        var traced = _chance.OneOf(_stream.Events);
        (_state.EventId, _state.Extended) = (traced.Id, _stream.ShortIds is { } most && (traced.Id > most || _chance.Percent(20)));
        var bits = _state.Extended ? 64 : _stream.StampBits;
        if (bits > 0) Advance(bits);
        _into.Constructs.NoteIf(_state.Extended, Construct.HeaderExtendedUsed);
        _state.Clock = _clock;
        _state.Process = _chance.Percent(20) && _stream.NameBytes > 16 ? _chance.OneOf(LongNames) : Name();
        _state.Previous = _chance.Percent(90) ? _running : Name();
        if (traced.IsSwitch) _state.Next = Name();
        _state.File = _chance.Pick("/usr/bin/three", "four", "/opt/a-rather-long-file-name", _options.IsForBabeltrace ? "five" : "/");
        Scope(_stream.EventHeader);
        Scope(_stream.EventContext);
        Scope(traced.Context);
        Scope(traced.Payload);
        var own = _stream.HasProcess || traced.HasProcess ? _state.Process : null;
        var next = traced.IsSwitch ? _state.Next : traced.IsExec ? BaseName(_state.File) : null;
        if (own is null && next is not null) _running = next;
        _into.Expected.Add(new Recorded(_identity, _stream.Special.ContainsKey("cpu_id") ? _cpu : null, _stream.Clock?.NanosecondsOf(_clock), traced.Name, own, traced.IsSwitch ? _state.Previous : null, next));
    }

    // babeltrace2 2.0.4 takes an empty sequence of characters for the text before it.
    private string Name() => _chance.OneOf(Names) is var name && name.Length == 0 && _options.IsForBabeltrace ? "none" : name;

    private void Scope(StructureType? scope)
    {
        if (scope is not null) _values.Write(scope);
    }

    // The clock goes on, by less than a stamp of so many bits can tell.
    private void Advance(int bits)
    {
        if (_stream.Clock is not { } clock) return;
        var most = bits >= 40 ? 3 * clock.Frequency : Math.Min((1UL << bits) - 1, 3 * clock.Frequency);
        var before = _clock;
        var wanted = _chance.Below(4) switch
        {
            0 => 0UL,
            1 => (ulong)_chance.Below(1000) % (most / 2 + 1),
            2 => ToBorder(clock),
            _ => _chance.Bits() % (most / 2 + 1),
        };
        if (wanted > most / 2) wanted = most / 2;
        _clock += wanted;
        while (_clock % _lanes != _lane || !clock.IsClear(_clock)) _clock += clock.IsClear(_clock) ? 1 : clock.Frequency / 200_000 + 1;
        var mask = bits >= 63 ? ulong.MaxValue : (1UL << bits) - 1;
        _into.Constructs.NoteIf(bits < 63 && (_clock & mask) < (before & mask), Construct.StampWrap);
        _into.Constructs.NoteIf(clock.SecondOf(before) != clock.SecondOf(_clock), Construct.IntervalBorder);
    }

    // To the first moment of the next second, or the last one of this, where the clock can tell them.
    private ulong ToBorder(ClockModel clock)
    {
        if (clock.Frequency != 1_000_000_000) return 0;
        var left = 1_000_000_000 - (ulong)(clock.NanosecondsOf(_clock) % 1_000_000_000);
        return left - (ulong)_chance.Below(2);
    }

    private void Patch(string name, ulong value)
    {
        if (!_stream.Special.TryGetValue(name, out var field)) return;
        var type = (IntegerType)field.Type;
        _values.Bits.Patch(_values.PlaceOf(field), value, type.Size, type.BigEndian);
    }

    private static string BaseName(string file)
    {
        var name = file[(file.LastIndexOf('/') + 1)..];
        return name.Length > 15 ? name[..15] : name;
    }
}
