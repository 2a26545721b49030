using System.Collections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Steadytrace.Cluster;
using Steadytrace.Cluster.Hosting;
using Steadytrace.Hosting;
using Steadytrace.Settings;
using Steadytrace.Settings.Parts;
using Steadytrace.Testing;

namespace Steadytrace.Tests.Settings;

public sealed class EffectiveSettingsTests : IDisposable
{
    private const string Key = "steadytrace.tracer.chunk-length";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_ships_with_the_program_binds_and_every_key_has_a_default()
    {
        var settings = NodeSettings.Read(Load());

        Assert.Equal(["tracer", "parser", "aggregator", "console"], settings.Roles);
        Assert.Equal("1min", settings.Interval.Name);
        Assert.Equal(TimeSpan.FromSeconds(10), settings.Tracer.ChunkLength);
        Assert.Null(settings.RabbitMq);
        Assert.All(settings.Shown, setting => Assert.Contains(setting.Origin, (string[])["default", "default of up"]));
    }

    [Fact]
    public void Defaults_of_the_files_are_those_of_the_code()
    {
        var settings = NodeSettings.Read(Load());

        Assert.Equal(new Cluster.Dispatch.LeaseOptions(), settings.Lease);
        Assert.Empty(settings.Pool.HelpDatacenters);
        Assert.Equal(new Cluster.Parsing.PoolOptions { HelpDatacenters = settings.Pool.HelpDatacenters, WorkDirectory = settings.Pool.WorkDirectory }, settings.Pool);
        // Beside the spool, not in a folder where others may write.
        Assert.Equal(Path.Combine(Path.GetDirectoryName(settings.Tracer.SpoolDirectory)!, "work"), settings.Pool.WorkDirectory);
        Assert.Equal(new Cluster.Aggregation.AggregatorOptions().Grace, settings.Aggregator.Grace);
        Assert.Equal(new Cluster.Tracing.TracerOptions { SpoolDirectory = settings.Tracer.SpoolDirectory, Recorders = settings.Tracer.Recorders }, settings.Tracer);
    }

    [Fact]
    public void Only_aggregators_have_a_say_in_a_cut_and_instability_downs_nobody()
    {
        var akka = NodeSettings.Read(Load()).ClusterConfig;

        Assert.StartsWith("Akka.Cluster.SBR.SplitBrainResolverProvider,", akka.GetString("akka.cluster.downing-provider-class"), StringComparison.Ordinal);
        Assert.Equal("keep-majority", akka.GetString("akka.cluster.split-brain-resolver.active-strategy"));
        Assert.Equal("aggregator", akka.GetString("akka.cluster.split-brain-resolver.keep-majority.role"));
        Assert.Equal("off", akka.GetString("akka.cluster.split-brain-resolver.down-all-when-unstable"));
        // Heartbeats and timers are not on the pool that everything else may jam.
        Assert.Equal("akka.actor.internal-dispatcher", akka.GetString("akka.cluster.use-dispatcher"));
        Assert.Equal("channel-executor", akka.GetString("akka.actor.internal-dispatcher.executor"));
    }

    [Fact]
    public async Task A_running_node_holds_others_for_dead_and_goes_down_itself_as_the_files_say()
    {
        var settings = NodeSettings.Read(Load());
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSteadytraceNode(
            new NodeOptions { Host = new("laptop"), Datacenter = "local", Roles = [NodeRoles.Aggregator], HttpAddress = new Uri("http://127.0.0.1:9470/"), ClusterToken = "" },
            ClusterConfiguration.Make(settings));
        using var host = builder.Build();

        var system = host.Services.GetRequiredService<Akka.Actor.ActorSystem>();

        var cluster = Akka.Cluster.Cluster.Get(system).Settings;
        Assert.Equal(TimeSpan.FromSeconds(2), cluster.HeartbeatInterval);
        Assert.Equal(TimeSpan.FromSeconds(2), cluster.FailureDetectorConfig.GetTimeSpan("heartbeat-interval"));
        Assert.Equal(TimeSpan.FromSeconds(10), cluster.FailureDetectorConfig.GetTimeSpan("acceptable-heartbeat-pause"));
        Assert.Equal(12, cluster.FailureDetectorConfig.GetDouble("threshold"));
        var shutdown = system.Settings.Config.GetConfig("akka.coordinated-shutdown");
        Assert.Equal(TimeSpan.FromSeconds(5), shutdown.GetTimeSpan("default-phase-timeout"));
        Assert.True(shutdown.GetBoolean("terminate-actor-system"));
        // The host ends the process, not Akka, and ends the actors first.
        Assert.False(shutdown.GetBoolean("exit-clr"));
        Assert.False(shutdown.GetBoolean("run-by-clr-shutdown-hook"));
        Assert.False(shutdown.GetBoolean("run-by-actor-system-terminate"));
        // Closing a chunk may take longer than other steps, whatever the files say.
        Assert.Equal(TimeSpan.FromSeconds(15), shutdown.GetTimeSpan("phases.before-service-unbind.timeout"));
        await system.Terminate();
    }

    [Theory]
    [InlineData("tracer.conf", "tracer")]
    [InlineData("parser.conf", "parser")]
    [InlineData("aggregator.conf", "aggregator")]
    [InlineData("console.conf", "console")]
    public void A_role_s_file_makes_a_node_of_that_role(string file, string role)
    {
        var settings = NodeSettings.Read(LoadFiles(ProjectFiles.Path("cluster-config/shared.conf"), ProjectFiles.Path($"cluster-config/{file}")));

        Assert.Equal([role], settings.Roles);
    }

    [Fact]
    public void A_later_layer_wins_and_each_value_names_its_origin()
    {
        var file = Write("a.conf", "steadytrace {\n  tracer {\n    # how long\n    chunk-length = 7s\n  }\n  datacenter = here\n}\n");
        var later = Write("b.conf", "steadytrace.datacenter = there");
        var environment = new Hashtable { ["STEADYTRACE__TRACER__CHUNK_LENGTH"] = "8s", ["STEADYTRACE__TRACER__SPOOL__MAX_CHUNKS"] = "77", ["OTHER"] = "x" };

        var settings = EffectiveSettings.Load(UpDefaults.Settings, [file, later], environment, [Setting.Of("steadytrace.tracer.spool.max-chunks", "78", "--chunks")]);

        Assert.Equal(("8s", "STEADYTRACE__TRACER__CHUNK_LENGTH"), Of(settings, Key));
        Assert.Equal(("there", $"{later}:1"), Of(settings, "steadytrace.datacenter"));
        Assert.Equal(("78", "--chunks"), Of(settings, "steadytrace.tracer.spool.max-chunks"));
        Assert.Equal(("1min", "default"), Of(settings, "steadytrace.interval"));
        Assert.Equal(("7s", $"{file}:4"), Of(LoadFiles(file), Key));
    }

    [Fact]
    public void An_optional_substitution_is_refused_instead_of_never_ending()
    {
        var file = Write("a.conf", "akka.remote.dot-netty.tcp.ssl.certificate.password = ${?PASSWORD}");

        var mistake = Assert.Throws<SettingsException>(() => LoadFiles(file));

        Assert.Contains("'${?PASSWORD}': variables of the environment are not read here", mistake.Message, StringComparison.Ordinal);
        _ = LoadFiles(Write("b.conf", "# ${?NAME}\nakka.x = \"${?NAME}\""));
    }

    [Theory]
    [InlineData("steadytrace.tracer.chunk-length = 5", "steadytrace.tracer.chunk-length is '5' (FILE:1): expected a time from 1s to 10min, with its unit")]
    [InlineData("steadytrace.tracer.chunk-length = 20min", "expected a time from 1s to 10min")]
    [InlineData("steadytrace.parser.workers = 257", "steadytrace.parser.workers is '257' (FILE:1): expected a whole number from 0 to 256")]
    [InlineData("steadytrace.tracer.spool.max-bytes = lots", "expected a size from 16MiB")]
    [InlineData("steadytrace.interval = 2min", "expected one of 1sec, 10sec, 1min, 5min; did you mean 1min?")]
    [InlineData("steadytrace.roles = [tracer, parsr]", "did you mean parser?")]
    [InlineData("steadytrace.http.listen = \"127.0.0.1:99999\"", "expected an address and a port from 0 to 65535")]
    [InlineData("steadytrace.rabbitmq.uri = \"http://broker\"", "expected an address that begins with amqp:// or amqps://")]
    [InlineData("steadytrace.cluster.seeds = [\"node one\"]", "expected addresses like 10.0.0.7:9471")]
    [InlineData("steadytrace.datacenter = \"a.b\"", "expected a name of 1 to 63")]
    [InlineData("steadytrace.tracer.backoff.min = 2min", "steadytrace.tracer.backoff.max is '1min' (default): expected a time no shorter")]
    [InlineData("steadytrace.tracer.chunk-lenght = 5s", "steadytrace.tracer.chunk-lenght (FILE:1): unknown key; did you mean steadytrace.tracer.chunk-length?")]
    [InlineData("steadytrace.tracer = 5", "this is a section, not a value")]
    [InlineData("steadytrace.http.token-file = \"/no/such/token\"", "steadytrace.http.token-file is '/no/such/token' (FILE:1): expected a file that can be read")]
    [InlineData("steadytrace.http.token = short", "the token has 5 characters: expected at least 16")]
    public void A_mistake_names_key_value_place_and_what_is_allowed(string text, string expected)
    {
        var file = Write("bad.conf", text);

        var mistakes = Assert.Throws<SettingsException>(() => NodeSettings.Read(EffectiveSettings.Load(UpDefaults.Settings, [file], new Hashtable(), []))).Mistakes;

        Assert.Contains(expected.Replace("FILE", file, StringComparison.Ordinal), Assert.Single(mistakes), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("steadytrace {\n  host = a\n", "line 1: '{' is never closed")]
    [InlineData("steadytrace.host = \"a\n", "line 1: a quote is never closed")]
    [InlineData("steadytrace {}\n}", "line 2: '}' closes nothing")]
    [InlineData("steadytrace {\n  tracer\n}", "line 2: a key is followed by no value")]
    [InlineData("steadytracer.host = a", ":1: unknown section 'steadytracer'")]
    public void A_file_that_is_no_HOCON_is_refused_with_its_line(string text, string expected)
    {
        var file = Write("broken.conf", text);

        var mistake = Assert.Single(Assert.Throws<SettingsException>(() => LoadFiles(file)).Mistakes);

        Assert.Contains(expected, mistake, StringComparison.Ordinal);
        Assert.Contains(file, mistake, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("steadytrace {\n  http.token = correct!hunter2\n}", ", line 2")]
    [InlineData("steadytrace {\n  http.token = abc,hunter2\n}", "line 2")]
    [InlineData("steadytrace {\n  http.token \"hunter2\"\n}", "line 2")]
    [InlineData("steadytrace.http.token = hunter2`x", "line 1")]
    public void A_line_that_is_no_HOCON_is_told_without_the_secret_in_it(string text, string expected)
    {
        var file = Write("broken.conf", text);

        var mistake = Assert.Single(Assert.Throws<SettingsException>(() => LoadFiles(file)).Mistakes);

        Assert.Contains(expected, mistake, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", mistake, StringComparison.Ordinal);
    }

    [Fact]
    public void All_mistakes_are_told_at_once()
    {
        var file = Write("bad.conf", "steadytrace { host = \"\", interval = 3min, bogus = 1 }");

        var mistakes = Assert.Throws<SettingsException>(() => NodeSettings.Read(EffectiveSettings.Load(UpDefaults.Settings, [file], new Hashtable(), []))).Mistakes;

        Assert.Equal(3, mistakes.Count);
    }

    [Fact]
    public void Secrets_are_masked_wherever_they_are_shown()
    {
        var token = Write("token", "0123456789abcdef-file\n");
        var file = Write("secret.conf", $"steadytrace {{ rabbitmq.uri = \"amqp://me:hunter2@broker/x\", http.token-file = \"{token}\" }}");

        var settings = NodeSettings.Read(EffectiveSettings.Load(UpDefaults.Settings, [file], new Hashtable(), []));

        Assert.DoesNotContain(settings.Shown, setting => setting.Shown.Contains("hunter2", StringComparison.Ordinal) || setting.Shown.Contains("0123456789", StringComparison.Ordinal));
        Assert.Contains(settings.Shown, setting => setting is { Key: "steadytrace.rabbitmq.uri", Shown: "amqp://me:***@broker/x" });
        Assert.Equal("0123456789abcdef-file", settings.Http.Token?.Header.Parameter);
        Assert.Equal("me:hunter2", settings.RabbitMq!.Uri.UserInfo);
    }

    [Fact]
    public void A_wrong_address_does_not_tell_its_password()
    {
        var file = Write("secret.conf", "steadytrace.rabbitmq.uri = \"amqp://me:hunter2@bro ker:port\"");

        var exception = Assert.Throws<SettingsException>(() => NodeSettings.Read(EffectiveSettings.Load(UpDefaults.Settings, [file], new Hashtable(), [])));

        Assert.DoesNotContain("hunter2", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_chunk_is_never_longer_than_an_interval()
    {
        var file = Write("short.conf", "steadytrace.interval = 1sec");

        Assert.Equal(TimeSpan.FromSeconds(1), NodeSettings.Read(EffectiveSettings.Load(UpDefaults.Settings, [file], new Hashtable(), [])).Tracer.ChunkLength);
    }

    private static EffectiveSettings Load() => EffectiveSettings.Load(UpDefaults.Settings, [], new Hashtable(), []);

    private static EffectiveSettings LoadFiles(params string[] files) => EffectiveSettings.Load([], files, new Hashtable(), []);

    private static (string Text, string Origin) Of(EffectiveSettings settings, string key) => (settings.All[key].Text, settings.All[key].Origin);

    private string Write(string name, string text)
    {
        File.WriteAllText(_folder[name], text);
        return _folder[name];
    }
}
