namespace Steadytrace.Settings;

/// <summary>Keys that more than one place speaks of.</summary>
internal static class SettingKeys
{
    public const string Host = "steadytrace.host";
    public const string Datacenter = "steadytrace.datacenter";
    public const string Roles = "steadytrace.roles";
    public const string Interval = "steadytrace.interval";
    public const string Recorders = "steadytrace.tracer.recorders";
    public const string ReplayPath = "steadytrace.tracer.replay.path";
    public const string ReplaySpeed = "steadytrace.tracer.replay.speed";
    public const string ChunkLength = "steadytrace.tracer.chunk-length";
    public const string SpoolDirectory = "steadytrace.tracer.spool.directory";
    public const string HttpListen = "steadytrace.http.listen";
    public const string HttpToken = "steadytrace.http.token";
    public const string HttpTokenFile = "steadytrace.http.token-file";
    public const string HttpAskToken = "steadytrace.http.ask-token";
    public const string ClusterListen = "steadytrace.cluster.listen";
    public const string ClusterPort = "steadytrace.cluster.port";
    public const string ClusterSeeds = "steadytrace.cluster.seeds";
    public const string TlsCertificate = "steadytrace.tls.certificate";
    public const string TlsAuthority = "steadytrace.tls.authority";
    public const string RabbitMqUri = "steadytrace.rabbitmq.uri";
    public const string Carbon = "steadytrace.carbon.address";
    public const string LogLevel = "steadytrace.log.level";
}
