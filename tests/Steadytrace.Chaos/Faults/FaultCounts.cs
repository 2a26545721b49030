namespace Steadytrace.Chaos.Faults;

/// <summary>How many faults really happened.</summary>
internal sealed record FaultCounts(int Kills, int Cuts, int BrokerStops, int CarbonStops, int Storms, int Fills)
{
    public static readonly FaultCounts None = new(0, 0, 0, 0, 0, 0);

    public FaultCounts With(FaultKind kind) => kind switch
    {
        FaultKind.Kill => this with { Kills = Kills + 1 },
        FaultKind.Cut => this with { Cuts = Cuts + 1 },
        FaultKind.StopBroker or FaultKind.KillBroker => this with { BrokerStops = BrokerStops + 1 },
        FaultKind.StopCarbon => this with { CarbonStops = CarbonStops + 1 },
        FaultKind.Storm => this with { Storms = Storms + 1 },
        FaultKind.FillDisk => this with { Fills = Fills + 1 },
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };
}
