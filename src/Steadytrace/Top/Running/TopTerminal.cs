using System.Runtime.InteropServices;
using System.Text;
using Steadytrace.Top.Screen;

namespace Steadytrace.Top.Running;

/// <summary>The terminal while the screen is ours. However it is left, it is as it was.</summary>
internal sealed class TopTerminal : IDisposable
{
    private readonly Stream _output = Terminal.OpenStandardOutput();
    private readonly PosixSignalRegistration? _continued;
    private readonly PosixSignalRegistration? _resized;
    private readonly FrameWriter _frames;

    /// <summary>Takes the screen.</summary>
    /// <param name="changed">Told, on any thread, when the terminal has another size or was taken back from another program.</param>
    public TopTerminal(Action changed)
    {
        _frames = new FrameWriter(Environment.GetEnvironmentVariable("NO_COLOR") is not { Length: > 0 });
        // Control-C comes as a key: the screen is given back before anything else happens.
        if (!Terminal.IsInputRedirected) Terminal.TreatControlCAsInput = true;
        Send(FrameWriter.Enter);
        if (OperatingSystem.IsWindows()) return;
        _resized = PosixSignalRegistration.Create(PosixSignal.SIGWINCH, _ => changed());
        _continued = PosixSignalRegistration.Create(PosixSignal.SIGCONT, _ =>
        {
            Send(FrameWriter.Enter);
            _frames.Forget();
            changed();
        });
    }

    /// <summary>A screen can be shown: both ends are a terminal that knows how to move its cursor.</summary>
    public static bool IsThere => !Terminal.IsOutputRedirected && Environment.GetEnvironmentVariable("TERM") is not ("dumb" or "" or null);

    public static ScreenSize Size => new(Math.Max(1, Terminal.WindowWidth), Math.Max(1, Terminal.WindowHeight));

    /// <summary>Shows a screen.</summary>
    public void Show(IReadOnlyList<ScreenLine> lines, ScreenSize size) => Send(_frames.Write(lines, size));

    public void Dispose()
    {
        _resized?.Dispose();
        _continued?.Dispose();
        try
        {
            Send(FrameWriter.Leave);
        }
        catch (IOException)
        {
            // The terminal itself is gone.
        }

        if (!Terminal.IsInputRedirected) Terminal.TreatControlCAsInput = false;
        _output.Dispose();
    }

    private void Send(string text)
    {
        if (text.Length == 0) return;
        _output.Write(Encoding.UTF8.GetBytes(text));
        _output.Flush();
    }
}
