using System.Runtime.InteropServices;

namespace Steadytrace.Commands.Count;

/// <summary>Ctrl-C while something is counted: asks the count to stop, and ends the program when it does not do so at once.</summary>
internal sealed class Interruption : IDisposable
{
    /// <summary>The exit code that shells give a program ended by Ctrl-C.</summary>
    public const int ExitCode = 128 + 2;

    private const int MillisecondsToStop = 700;
    private const string ShowCursor = "\r\e[2K\e[?25h";

    private readonly CancellationTokenSource _stop = new();
    private readonly PosixSignalRegistration _signal;
    private Timer? _end;

    public Interruption() => _signal = PosixSignalRegistration.Create(PosixSignal.SIGINT, context =>
    {
        context.Cancel = true;
        _end ??= new Timer(_ => End(), null, MillisecondsToStop, Timeout.Infinite);
        _stop.Cancel();
    });

    /// <summary>Cancelled by Ctrl-C.</summary>
    public CancellationToken Token => _stop.Token;

    /// <summary>What a person is told.</summary>
    public static void Tell() => Terminal.Error.WriteLine("steadytrace: stopped by Ctrl-C: nothing is shown of what was counted so far");

    public void Dispose()
    {
        _signal.Dispose();
        _end?.Dispose();
        _stop.Dispose();
    }

    private static void End()
    {
        if (!Terminal.IsErrorRedirected) Terminal.Error.Write(ShowCursor);
        Tell();
        Environment.Exit(ExitCode);
    }
}
