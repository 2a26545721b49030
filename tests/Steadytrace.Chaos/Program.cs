using System.Runtime.InteropServices;
using Steadytrace.Chaos;

if (ChaosOptions.Of(args) is not { } options)
{
    Console.Error.WriteLine(ChaosOptions.Usage);
    return 2;
}

using var end = new CancellationTokenSource();
using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
var began = TimeProvider.System.GetTimestamp();
try
{
    var result = await new ChaosRun(options, Say).RunAsync(end.Token);
    foreach (var line in result.Lines()) Console.WriteLine(line);
    foreach (var wrong in result.AllWrongs) Console.WriteLine(wrong);
    Console.WriteLine($"seed {options.Seed}: {result}");
    return result.AllWrongs.Count == 0 ? 0 : 1;
}
catch (OperationCanceledException) when (end.IsCancellationRequested)
{
    Console.Error.WriteLine("ended by a signal");
    return 130;
}
catch (Exception failure) when (failure is TimeoutException or InvalidOperationException or IOException or FormatException)
{
    Console.Error.WriteLine($"seed {options.Seed}: {failure.Message}");
    return 1;
}

void End(PosixSignalContext signal)
{
    signal.Cancel = true;
    end.Cancel();
}

void Say(string line) => Console.WriteLine($"[{TimeProvider.System.GetElapsedTime(began).TotalSeconds,6:0.0} s] {line}");
