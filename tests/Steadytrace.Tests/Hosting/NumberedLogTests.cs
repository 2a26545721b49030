using System.Collections.Concurrent;
using System.Globalization;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Event;
using Akka.Hosting.Logging;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Extensions.Logging;
using Steadytrace.Cluster.Hosting;
using Steadytrace.Testing;
using LogEvent = Serilog.Events.LogEvent;

namespace Steadytrace.Tests.Hosting;

public sealed class NumberedLogTests : IAsyncLifetime
{
    private readonly Lines _lines = new();
    private readonly SerilogLoggerFactory _logs;
    private readonly ActorSystem _system;

    public NumberedLogTests()
    {
        _logs = new SerilogLoggerFactory(new LoggerConfiguration().WriteTo.Sink(_lines).CreateLogger(), dispose: true);
        var setup = ActorSystemSetup.Create(
            BootstrapSetup.Create().WithConfig($"akka.loggers = [\"{typeof(NumberedLog).AssemblyQualifiedName}\"], akka.stdout-loglevel = OFF, akka.loglevel = INFO"),
            new LoggerFactorySetup(_logs));
        _system = ActorSystem.Create("log", setup);
    }

    [Fact]
    public async Task Each_value_is_in_the_place_that_has_its_number()
    {
        _system.Log.Info("Cluster Node [{2}] - Node [{0}] is {1}", "10.0.0.8", "joining", "10.0.0.7");

        await _lines.UntilAsync("Cluster Node [10.0.0.7] - Node [10.0.0.8] is joining");
    }

    [Fact]
    public async Task A_value_may_stand_in_two_places_and_may_hold_braces()
    {
        _system.Log.Warning("{1} asked {0}, {1} waits", "{0}", "b{c}");

        await _lines.UntilAsync("b{c} asked {0}, b{c} waits", LogEventLevel.Warning);
    }

    [Fact]
    public async Task Names_stay_names_for_structured_logs()
    {
        _system.Log.Error(new InvalidOperationException("why"), "{Host} lost {Count} events", "web1", 3);

        var line = await _lines.UntilAsync("\"web1\" lost 3 events", LogEventLevel.Error);
        Assert.Equal("3", line.Properties["Count"].ToString());
        Assert.Equal("why", line.Exception?.Message);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _system.Terminate();
        _logs.Dispose();
    }

    private sealed class Lines : ILogEventSink
    {
        private readonly ConcurrentQueue<LogEvent> _all = new();

        public void Emit(LogEvent logEvent) => _all.Enqueue(logEvent);

        public async Task<LogEvent> UntilAsync(string text, LogEventLevel level = LogEventLevel.Information)
        {
            try
            {
                await Eventually.HoldsAsync(() => _all.Any(Is), "the line", TimeSpan.FromSeconds(20));
            }
            catch (TimeoutException)
            {
                Assert.Fail($"no line '{text}' among: {string.Join(" | ", _all.Select(Rendered))}");
            }

            return _all.First(Is);

            bool Is(LogEvent line) => line.Level == level && Rendered(line) == text;
        }

        private static string Rendered(LogEvent line) => line.RenderMessage(CultureInfo.InvariantCulture);
    }
}
