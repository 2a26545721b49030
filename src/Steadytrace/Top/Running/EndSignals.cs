using System.Runtime.InteropServices;

namespace Steadytrace.Top.Running;

/// <summary>Signals that ask the program to end: it does so in order, and gives the terminal and the tracer back.</summary>
internal sealed class EndSignals : IDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly List<PosixSignalRegistration> _signals;

    public EndSignals() => _signals = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGQUIT }.Select(signal => PosixSignalRegistration.Create(signal, OnSignal))];

    public CancellationToken Token => _end.Token;

    public void Dispose()
    {
        foreach (var signal in _signals) signal.Dispose();
        _end.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        _end.Cancel();
    }
}
