using Steadytrace.Recording.Lttng.Live;
using Steadytrace.Testing;

namespace Steadytrace.Recording.Tests.Lttng.Live;

/// <summary>What each test of a live session works with: a place for LTTng, a relay daemon, the traced program, and viewers.</summary>
public sealed class LiveBench : IAsyncDisposable
{
    public const string Session = "live";

    private LiveBench(LttngSessionDaemon place, LttngRelayDaemon relay) => (Place, Relay) = (place, relay);

    public LttngSessionDaemon Place { get; }

    public LttngRelayDaemon Relay { get; }

    public TracedProgram Program { get; } = new();

    public LttngLiveAddress Address => AddressOf(Relay.AddressOf(Session));

    public static async Task<LiveBench> StartAsync()
    {
        var place = await LttngSessionDaemon.StartAsync();
        return new LiveBench(place, await LttngRelayDaemon.StartAsync(place));
    }

    public static LttngLiveAddress AddressOf(string text)
    {
        Assert.True(LttngLiveAddress.TryParse(text, out var address, out var mistake), mistake);
        return address!;
    }

    public Task<LttngLiveSession> ConnectAsync(bool fromBeginning = false) => LttngLiveSession.ConnectAsync(Address, new LttngLiveOptions { FromBeginning = fromBeginning, TallyMilliseconds = 100 });

    /// <summary>Ends the recording; its viewers get what is left, and then the end.</summary>
    public Task DestroyAsync() => Place.LttngAsync("destroy", Session);

    public async ValueTask DisposeAsync()
    {
        await Relay.DisposeAsync();
        await Place.DisposeAsync();
        Program.Dispose();
    }
}
