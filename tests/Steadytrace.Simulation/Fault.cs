namespace Steadytrace.Simulation;

/// <summary>What can go wrong.</summary>
internal enum Fault
{
    TracerKilled,
    TracerKilledAtAStep,
    TracerRestartedInOrder,
    PowerLost,
    RecorderFails,
    RecorderDies,
    PoolKilled,
    PoolKilledAtAStep,
    AggregatorKilled,
    AggregatorFrozen,
    AggregatorMoved,
    MessagesLost,
    MessagesRepeated,
    MessagesLate,
    LinksCut,
    BrokerDown,
    BrokerLinkLost,
    DiskFull,
    SmallSpool,
    ChunkUnreadable,
    ClockStepsForward,
    ClockStepsBack,
    SlowCounting,
}
