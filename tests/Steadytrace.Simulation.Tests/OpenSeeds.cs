namespace Steadytrace.Simulation.Tests;

/// <summary>Seeds whose runs do not add up, and that nobody has found the cause of yet: each is a fault of the protocol, or of what the simulation asks for.</summary>
/// <remarks>It gets shorter only: <c>tests/simulate.sh --seed S</c> tells every step, and who mends the cause takes the seed out. All other seeds must add up.</remarks>
internal static class OpenSeeds
{
    public static readonly IReadOnlySet<int> All = new HashSet<int> { 5054 };
}
