namespace Steadytrace.Chaos.Faults;

/// <summary>What goes wrong.</summary>
internal enum FaultKind
{
    /// <summary>A node's process gets SIGKILL, and is started again by its supervisor after a while.</summary>
    Kill,

    /// <summary>A host's link is down for a while.</summary>
    Cut,

    /// <summary>The broker is stopped in order, and started after a while.</summary>
    StopBroker,

    /// <summary>The broker gets SIGKILL, and is started after a while.</summary>
    KillBroker,

    /// <summary>Carbon is stopped in order, and started after a while.</summary>
    StopCarbon,

    /// <summary>A traced program calls faster than its tracer can write: the tracer discards events and counts them.</summary>
    Storm,

    /// <summary>Somebody else fills the disk of a spool to the last byte, for a while.</summary>
    FillDisk,
}
