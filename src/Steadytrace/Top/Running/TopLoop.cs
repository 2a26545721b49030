using Steadytrace.Cluster.Top;
using System.Threading.Channels;
using Steadytrace.Top.Keys;
using Steadytrace.Top.Screen;
using Steadytrace.Top.Sources;

namespace Steadytrace.Top.Running;

/// <summary>The live screen: counts and keys in, pictures out, on one thread.</summary>
internal sealed class TopLoop(ITopSource source, TopState state, TimeProvider clock)
{
    /// <summary>A clock on the screen goes on where nothing else happens.</summary>
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    private readonly Channel<TopSignal> _signals = Channel.CreateBounded<TopSignal>(new BoundedChannelOptions(1_000) { SingleReader = true });
    private readonly TopModel _model = new();
    private TopModel? _still;
    private DateTimeOffset _stillAt;
    private TopState _state = state;
    private TopLook? _look;
    private string _problem = "";

    /// <summary>Shows until a person has seen enough.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var terminal = new TopTerminal(() => _signals.Writer.TryWrite(default));
        using var ticks = clock.CreateTimer(_ => _signals.Writer.TryWrite(default), null, Tick, Tick);
        var feed = Task.Run(() => TopFeed.RunAsync(source, _signals.Writer, end.Token), CancellationToken.None);
        KeyReader.Start(key => _signals.Writer.TryWrite(new TopSignal(Key: key)));
        try
        {
            Show(terminal);
            while (!_state.IsOver)
            {
                var signal = await _signals.Reader.ReadAsync(end.Token).ConfigureAwait(false);
                do Take(signal);
                while (!_state.IsOver && _signals.Reader.TryRead(out signal));
                if (!_state.IsOver) Show(terminal);
                if (feed.IsFaulted) await feed.ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // A signal asked the program to end.
        }
        finally
        {
            await end.CancelAsync().ConfigureAwait(false);
        }

        await feed.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private void Take(TopSignal signal)
    {
        if (signal.Counts is { } counts) _model.Take(counts);
        if (signal.Problem is { } problem) _problem = problem;
        if (signal.Key is not { } key) return;
        _state = TopKeys.Press(_state, key, _look?.Rows ?? [], TopScreen.RowsOn(TopTerminal.Size));
        if (_state.IsPaused && _still is null) (_still, _stillAt) = (_model.Snapshot(), clock.GetUtcNow());
        else if (!_state.IsPaused) _still = null;
    }

    private void Show(TopTerminal terminal)
    {
        var size = TopTerminal.Size;
        _look = (_still ?? _model).Look(_state.Question, _still is null ? clock.GetUtcNow() : _stillAt);
        _state = _state with { Cursor = Math.Clamp(_state.Cursor, 0, Math.Max(0, _look.Rows.Count - 1)) };
        terminal.Show(TopScreen.Draw(_look, _state, size, source.Where, _problem), size);
    }
}
