using System.Runtime.InteropServices;

namespace Steadytrace.Traces.Ctf.Plan;

/// <summary>What the loop needs to know of an event id. Read by emitted code, which knows the offsets.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct EventInfo
{
    /// <summary>An event that is always left to the checked reader: no packet has so many bytes left.</summary>
    public const int Never = int.MaxValue;

    /// <summary>Bytes that must be left behind the header before anything is read there.</summary>
    public int Need;

    /// <summary>Bytes from the header's end to the event's, for events of fixed size; 0 for others.</summary>
    public int Skip;

    /// <summary>0: fixed size. Else the number of its steps, from 1.</summary>
    public int Kind;

    /// <summary>Column of its counts.</summary>
    public int Column;

    /// <summary>Size of one entry, in bytes, as emitted code multiplies by it.</summary>
    public const int Bytes = 16;
}
