using System.Collections;
using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Steadytrace.Hosting;
using Steadytrace.Settings;
using Steadytrace.Settings.Parts;
using Steadytrace.Testing;

namespace Steadytrace.Tests.Hosting;

public sealed class SecurityWatchTests : ILogger<SecurityWatch>, IDisposable
{
    private readonly ConcurrentQueue<(LogLevel Level, string Line)> _said = new();
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Ports_beyond_this_machine_without_TLS_are_told_at_the_start()
    {
        await Start("steadytrace { http { listen = \"0.0.0.0:0\", token = \"a-token-of-the-tests-own\" }\n cluster { listen = \"0.0.0.0\", public = \"10.0.0.7\" } }", new FakeTimeProvider(DateTimeOffset.UtcNow));

        Assert.Equal([LogLevel.Warning, LogLevel.Warning], _said.Select(one => one.Level));
        Assert.Contains(_said, one => one.Line.StartsWith("steadytrace.http.listen is 0.0.0.0, beyond this machine", StringComparison.Ordinal));
    }

    [Fact]
    public async Task On_loopback_there_is_nothing_to_tell()
    {
        await Start("", new FakeTimeProvider(DateTimeOffset.UtcNow));

        Assert.Empty(_said);
    }

    [Fact]
    public async Task A_certificate_that_gets_old_is_told_in_time_and_louder_in_the_end()
    {
        var fleet = TestAuthority.Make(_folder["fleet"]);
        var (certificate, key) = fleet.Sign("host7");
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        _ = Start($"steadytrace.tls {{ certificate = \"{certificate}\", key = \"{key}\", authority = \"{fleet.File}\" }}", time);
        Assert.Empty(_said);

        time.Advance(TimeSpan.FromDays(800));
        await Eventually.HoldsAsync(() => _said.Any(one => one.Level == LogLevel.Warning), "a warning", TimeSpan.FromSeconds(60));
        time.Advance(TimeSpan.FromDays(24));
        await Eventually.HoldsAsync(() => _said.Any(one => one.Level == LogLevel.Error), "an error", TimeSpan.FromSeconds(60));
    }

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;

    bool ILogger.IsEnabled(LogLevel logLevel) => true;

    void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _said.Enqueue((logLevel, formatter(state, exception)));

    /// <summary>Starts it; the task is its whole work, which ends where there is nothing to watch.</summary>
    private Task Start(string text, TimeProvider time)
    {
        var file = _folder["own.conf"];
        File.WriteAllText(file, text);
        var watch = new SecurityWatch(NodeSettings.Read(EffectiveSettings.Load(UpDefaults.Settings, [file], new Hashtable(), [])), time, this);
        watch.StartAsync(default).GetAwaiter().GetResult();
        return watch.ExecuteTask!;
    }
}
