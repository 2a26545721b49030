using Microsoft.Extensions.Logging.Abstractions;
using Steadytrace.Cluster;
using Steadytrace.Cluster.Fleet;
using Steadytrace.Cluster.Hosting;
using Steadytrace.Hosting.Recorders;
using Steadytrace.Recording;
using Steadytrace.Recording.Spool;
using Steadytrace.Settings;
using Steadytrace.Settings.Parts;

namespace Steadytrace.Hosting;

/// <summary>A tracer that records this machine for a while, tells nobody but its own process, and leaves nothing behind.</summary>
/// <remarks>
/// A node of one role without a web server: nobody counts its chunks, which fall out of its small spool. The spool's place is the same each time, so that what a killed one
/// left is adopted or ended by the next.
/// </remarks>
internal sealed class LocalNode : IAsyncDisposable
{
    private const int MostAtOnce = 8;
    private const string Origin = "default of top";
    private readonly IHost _host;
    private readonly string _spool;

    private LocalNode(IHost host, string spool, string records) => (_host, _spool, Records) = (host, spool, records);

    public IFleet Fleet => _host.Services.GetRequiredService<IFleet>();

    /// <summary>What it records, for people.</summary>
    public string Records { get; }

    /// <summary>Starts it.</summary>
    /// <exception cref="Commands.FailureException">Nothing can be recorded here.</exception>
    /// <exception cref="SpoolException">There is no place for its spool.</exception>
    public static async Task<LocalNode> StartAsync(CancellationToken cancellation)
    {
        for (var number = 1; ; number++)
        {
            var spool = StateFolder.Of($"top-{number}");
            try
            {
                return await StartAsync(spool, cancellation).ConfigureAwait(false);
            }
            catch (SpoolException exception) when (exception.InnerException is IOException && number < MostAtOnce)
            {
                // Somebody else looks at this machine too, from a spool of his own.
            }
        }
    }

    /// <summary>Ends its recorder, and deletes its spool.</summary>
    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync().ConfigureAwait(false);
        _host.Dispose();
        try
        {
            Directory.Delete(_spool, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // Gone already.
        }
    }

    private static async Task<LocalNode> StartAsync(string spool, CancellationToken cancellation)
    {
        var settings = NodeSettings.Read(EffectiveSettings.Load(Defaults(spool), [], Environment.GetEnvironmentVariables(), []));
        var recorders = RecorderChoice.Make(settings.Recorders, NullLoggerFactory.Instance, sampleIfNone: false);
        var options = new NodeOptions
        {
            Host = new HostId(settings.Host),
            Datacenter = settings.Datacenter,
            Roles = [NodeRoles.Tracer],
            Interval = settings.Interval,
            Tracer = settings.Tracer with { SpoolDirectory = spool, Interval = settings.Interval, Recorders = recorders.Makers, FormerRecorders = recorders.Former, EndRecordersAtStop = true },
            HttpAddress = new Uri("http://127.0.0.1/"),
            ClusterToken = "",
        };
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddLogging();
        builder.Services.AddSteadytraceNode(options, ClusterConfiguration.Make(settings));
        var host = builder.Build();
        try
        {
            await host.StartAsync(cancellation).ConfigureAwait(false);
            return new LocalNode(host, spool, recorders.Reason);
        }
        catch
        {
            // Whatever it was: what was started must not stay.
            host.Dispose();
            throw;
        }
    }

    private static IEnumerable<Setting> Defaults(string spool) =>
    [
        .. UpDefaults.Settings,
        Setting.Of(SettingKeys.SpoolDirectory, spool, Origin),
        Setting.Of("steadytrace.tracer.spool.max-bytes", "64MiB", Origin),
        Setting.Of("steadytrace.tracer.spool.min-free-bytes", "0", Origin),
        Setting.Of("steadytrace.tracer.spool.compress-after", "off", Origin),
        Setting.Of("steadytrace.tracer.chunk-max-bytes", "16MiB", Origin),
    ];
}
