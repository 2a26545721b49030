namespace Steadytrace.Settings.Parts;

/// <summary>How much HTTP a node serves at once; what goes beyond is turned away.</summary>
/// <param name="Connections">Open connections.</param>
/// <param name="Requests">Requests under way, chunks and open pages aside.</param>
/// <param name="Transfers">Files of chunks under way; as many again wait.</param>
internal sealed record HttpLimits(int Connections, int Requests, int Transfers)
{
    private const string Section = "steadytrace.http.";

    public static HttpLimits Read(SettingsReader reader) => new(
        reader.Number(Section + "max-connections", 16, 100_000),
        reader.Number(Section + "max-requests", 4, 10_000),
        reader.Number(Section + "max-transfers", 1, 10_000));
}
