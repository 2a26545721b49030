using Steadytrace.Traces.Ctf.Layout;

namespace Steadytrace.Traces.Ctf.Metadata;

/// <summary>What the names of CTF 1.8 mean, scope by scope.</summary>
internal static class FieldRoles
{
    public static FieldRole OfPacketHeader(string name) => name switch
    {
        "magic" => FieldRole.Magic,
        "uuid" => FieldRole.TraceUuid,
        "stream_id" => FieldRole.StreamClassId,
        "stream_instance_id" => FieldRole.StreamInstanceId,
        _ => FieldRole.None,
    };

    public static FieldRole OfPacketContext(string name) => name switch
    {
        "packet_size" => FieldRole.PacketSize,
        "content_size" => FieldRole.ContentSize,
        "timestamp_begin" => FieldRole.PacketBegin,
        "timestamp_end" => FieldRole.PacketEnd,
        "events_discarded" => FieldRole.EventsDiscarded,
        "packet_seq_num" => FieldRole.PacketSequence,
        "cpu_id" => FieldRole.CpuId,
        _ => FieldRole.None,
    };

    public static FieldRole OfEventHeader(string name) => name == "id" ? FieldRole.EventId : FieldRole.None;

    public static FieldRole OfContext(string name) => name == "procname" ? FieldRole.ProcessName : FieldRole.None;

    public static FieldRole OfSwitch(string name) => name switch
    {
        "prev_comm" => FieldRole.PreviousName,
        "next_comm" => FieldRole.NextName,
        _ => FieldRole.None,
    };

    public static FieldRole OfExec(string name) => name == "filename" ? FieldRole.FileName : FieldRole.None;

    /// <summary>The role, if a field of this class can play it: numbers are integers, names and identities are byte-aligned characters.</summary>
    public static FieldRole Suiting(FieldRole role, FieldClass field)
    {
        var isText = role is FieldRole.TraceUuid or FieldRole.ProcessName or FieldRole.PreviousName or FieldRole.NextName or FieldRole.FileName;
        return (isText ? IsCharacters(field) : field is NumberClass) ? role : FieldRole.None;
    }

    private static bool IsCharacters(FieldClass field) => field switch
    {
        StringClass text => text.UnitBytes == 1,
        ArrayClass array => array.Element is IntegerClass { Size: 8, Alignment: 8 },
        SequenceClass sequence => sequence.Element is IntegerClass { Size: 8, Alignment: 8 },
        _ => false,
    };

    public static FieldRole OfPayload(string name) => FieldRole.None;
}
