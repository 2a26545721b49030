using System.Net;
using Steadytrace.Settings;
using Steadytrace.Settings.Parts;

namespace Steadytrace.Hosting;

/// <summary>Says in the log what of a node's security somebody should see to: ports beyond this machine without TLS, at the start; a certificate that will soon be too old, every day.</summary>
internal sealed partial class SecurityWatch(NodeSettings settings, TimeProvider time, ILogger<SecurityWatch> log) : BackgroundService
{
    /// <summary>A certificate that is valid for less than this is told.</summary>
    public static readonly TimeSpan Warn = TimeSpan.FromDays(30);

    /// <summary>And is somebody's work now.</summary>
    public static readonly TimeSpan Act = TimeSpan.FromDays(7);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (settings.Certificate is not { } own)
        {
            if (!settings.Http.IsLocal) LogOpen(SettingKeys.HttpListen, settings.Http.Listen.Host, SettingKeys.TlsCertificate);
            if (!IsLocal(settings.Cluster.Listen)) LogOpen(SettingKeys.ClusterListen, settings.Cluster.Listen, SettingKeys.TlsCertificate);
            return;
        }

        using var timer = new PeriodicTimer(TimeSpan.FromDays(1), time);
        do
        {
            var end = new DateTimeOffset(own.Certificate.NotAfter.ToUniversalTime());
            var left = end - time.GetUtcNow();
            if (left < Act) LogAct(SettingKeys.TlsCertificate, end);
            else if (left < Warn) LogWarn(SettingKeys.TlsCertificate, end);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
    }

    private static bool IsLocal(string host) => host == "localhost" || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));

    [LoggerMessage(EventId = 1311, Level = LogLevel.Warning, Message = "{Key} is {Address}, beyond this machine, and there is no TLS: who can reach it can read and take part. Set {Certificate}")]
    private partial void LogOpen(string key, string address, string certificate);

    [LoggerMessage(EventId = 1312, Level = LogLevel.Warning, Message = "{Key} is valid until {End:u}: renew it and restart this node")]
    private partial void LogWarn(string key, DateTimeOffset end);

    [LoggerMessage(EventId = 1313, Level = LogLevel.Error, Message = "{Key} is valid until {End:u} only: other nodes refuse this one after it. Renew it and restart this node")]
    private partial void LogAct(string key, DateTimeOffset end);
}
