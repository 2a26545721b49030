using Steadytrace.Recording.Lttng;
using Steadytrace.Testing;

namespace Steadytrace.Benchmarks.Recording;

/// <summary>LTTng's daemons alone, with a session that is set up just as ours is, and never rotated.</summary>
internal sealed class ConsumerAlone : IRecording
{
    public const string Name = "lttng-sessiond and lttng-consumerd alone";
    private const string Session = "alone";

    private readonly LttngSessionDaemon _place;
    private readonly LttngDiscards _discards;
    private readonly string _folder;

    private ConsumerAlone(LttngSessionDaemon place, string folder) => (_place, _folder, _discards) = (place, folder, new LttngDiscards(place));

    public IReadOnlyList<int> Processes => [.. _place.ProcessIds.Reverse()];

    public static Contestant Contestant(LttngSessionDaemon place, string folder) => new(Name, async () => await StartAsync(place, Path.Combine(folder, Session)));

    public Task<long?> LostAsync(long made) => _discards.SinceLastAsync();

    public async ValueTask DisposeAsync()
    {
        await _place.LttngAsync("destroy", Session);
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task<ConsumerAlone> StartAsync(LttngSessionDaemon place, string folder)
    {
        var options = new LttngOptions { Command = place.Command };
        var version = await LttngVersion.AskAsync(options, CancellationToken.None);
        foreach (var arguments in LttngSetup.Commands(Session, folder, LttngDomain.User, version, options)) await place.LttngAsync([.. arguments]);
        return new ConsumerAlone(place, folder);
    }
}
