using System.ComponentModel;
using System.Diagnostics;
using System.Xml;
using System.Xml.Linq;

namespace Steadytrace.Recording.Lttng;

/// <summary>Runs one command of LTTng at a time, with a time limit, and reads its machine-readable answer.</summary>
internal sealed class LttngCommand(LttngOptions options)
{
    /// <summary>In the message when no session daemon was there to be asked.</summary>
    public const string NoDaemon = "No session daemon is available";

    private const int NoSuchFile = 2;
    private const int PermissionDenied = 13;
    private const string OurVariables = "STEADYTRACE__";

    /// <summary>Runs <c>lttng --mi xml</c> with these arguments, never starting a session daemon on the way.</summary>
    /// <returns>The whole answer, see <see cref="LttngAnswer"/>.</returns>
    /// <exception cref="RecorderException">It failed, said so, or took too long; with the command's own message.</exception>
    public async Task<XElement> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellation)
    {
        var result = await ExecuteAsync(options.Command, ["--mi", "xml", "--no-sessiond", .. arguments], null, cancellation);
        var root = Parse(result, arguments);
        var success = root?.Child("success") ?? "true";
        if (result.ExitCode != 0 || root is null || success != "true")
            throw new RecorderException($"lttng {string.Join(' ', arguments)}: {result.Message}");
        return root;
    }

    /// <summary>Starts a session daemon with <paramref name="mark"/> in its environment; returns when it answers.</summary>
    public async Task StartDaemonAsync(KeyValuePair<string, string> mark, CancellationToken cancellation)
    {
        // --daemonize, not --background: the latter keeps our pipes open, and reading them would never end.
        var result = await ExecuteAsync(options.DaemonCommand, ["--daemonize", .. options.DaemonArguments], mark, cancellation);
        if (result.ExitCode != 0)
            throw new RecorderException($"{options.DaemonCommand} does not start: {result.Message}; see whether another one runs, and its rights");
    }

    private async Task<Result> ExecuteAsync(
        string file, IReadOnlyList<string> arguments, KeyValuePair<string, string>? variable, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        // A session daemon outlives us, and others may look at its environment: our settings, secrets among them, are none of its business.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith(OurVariables, StringComparison.OrdinalIgnoreCase)).ToArray()) start.Environment.Remove(name);
        foreach (var (name, value) in options.Environment) start.Environment[name] = value;
        if (variable is { } more) start.Environment[more.Key] = more.Value;

        using var process = Start(start);
        process.StandardInput.Close();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(TimeSpan.FromSeconds(options.CommandTimeoutSeconds));
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var error = process.StandardError.ReadToEndAsync(limit.Token);
            await Task.WhenAll(output, error, process.WaitForExitAsync(limit.Token));
            return new Result(process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException)
        {
            // Only our own child: a session daemon it talks to goes on.
            if (!process.HasExited) process.Kill();
            cancellation.ThrowIfCancellationRequested();
            throw new RecorderException(
                $"{file} {string.Join(' ', arguments)}: no answer within {options.CommandTimeoutSeconds} s; see whether its session daemon hangs",
                inner: new TimeoutException());
        }
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e) when (e.NativeErrorCode == NoSuchFile)
        {
            throw new RecorderException($"{start.FileName} is not installed: apt install lttng-tools", permanent: true, e);
        }
        catch (Win32Exception e) when (e.NativeErrorCode == PermissionDenied)
        {
            throw new RecorderException($"{start.FileName} may not be run by this user: see its rights", permanent: true, e);
        }
    }

    private static XElement? Parse(Result result, IReadOnlyList<string> arguments)
    {
        if (string.IsNullOrWhiteSpace(result.Output)) return null;
        try
        {
            return XDocument.Parse(result.Output).Root;
        }
        catch (XmlException e)
        {
            throw new RecorderException($"lttng {string.Join(' ', arguments)}: its answer is not XML ({e.Message})", inner: e);
        }
    }

    private sealed record Result(int ExitCode, string Output, string Error)
    {
        /// <summary>One line for a person; nothing is decided by it but whether there is a daemon (<see cref="NoDaemon"/>).</summary>
        public string Message
        {
            get
            {
                var lines = Error.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
                return lines.Length > 0 ? string.Join("; ", lines.TakeLast(3)) : $"exit code {ExitCode}";
            }
        }
    }
}
